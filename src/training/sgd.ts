import * as tf from '@tensorflow/tfjs-core';
import { assertNotNegative } from '../checks';
import { type Gradients, pairWithVariables } from './pair-with-variables';
import { resolveSgdOptions, type SgdOptions } from './sgd-options';
import { matchVelocities, type NamedWeight, readState, saveState, type Velocities } from './sgd-state';
import { sgdUpdate } from './sgd-update';

/**
 * Stochastic gradient descent that computes what PyTorch's `torch.optim.SGD` computes: with momentum, weight decay added to the
 * gradient, and optionally Nesterov's momentum. It is a tfjs optimizer, for `model.compile`, `minimize` and `applyGradients`.
 * Unlike tfjs's own it has weight decay, and its learning rate can be changed.
 *
 * With gradient g of variable w, velocity v, learning rate η, momentum μ and weight decay λ, a step is `g += λ·w`, then
 * `v = μ·v + g` (in the first step `v = g`), then `w −= η·v` (with Nesterov's momentum `w −= η·(g + μ·v)`). A variable that has
 * no gradient in a step keeps its value and its velocity.
 *
 * @param options the learning rate, and what else is wanted
 * @throws RangeError where an option is out of range; TypeError where one is missing, unknown or of another type
 * @see https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { sgd } from 'mbib/training';
 *
 * const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 3e-4 });
 * const weight = tf.variable(tf.scalar(2), true, 'weight');
 * optimizer.applyGradients({ weight: tf.scalar(1) });
 * weight.print(); // 1.89994 = 2 − 0.1 · (1 + 3e-4 · 2)
 * optimizer.learningRate = 0.01;
 * ```
 */
export function sgd(options: SgdOptions): Sgd {
  return new Sgd(options);
}

/** The optimizer that {@link sgd} makes. */
export class Sgd extends tf.Optimizer {
  /** The name under which `model.save` with `includeOptimizer` records this optimizer. */
  static get className(): string {
    return 'MbibSgd';
  }

  /** The share of the velocity that is kept from step to step. */
  readonly momentum: number;
  /** How much of a variable is added to its gradient. */
  readonly weightDecay: number;
  /** Whether the momentum is Nesterov's. */
  readonly nesterov: boolean;

  private rate: number;
  private readonly decayed: ((variable: tf.Variable) => boolean) | undefined;
  private velocities: Velocities = new Map();
  private restored = false;
  private saved: NamedWeight[] = [];

  constructor(options: SgdOptions) {
    super();
    const { learningRate, momentum, weightDecay, nesterov, decayed } = resolveSgdOptions(options);
    this.rate = learningRate;
    this.momentum = momentum;
    this.weightDecay = weightDecay;
    this.nesterov = nesterov;
    this.decayed = decayed;
  }

  /** Makes an optimizer from what {@link Sgd.getConfig} returned; `tf.loadLayersModel` calls it. */
  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    // tfjs-layers adds entries of its own, which the constructor would refuse as unknown options.
    const { learningRate, momentum, weightDecay, nesterov } = config;
    return new cls({ learningRate, momentum, weightDecay, nesterov });
  }

  /** The learning rate. Assign another one, or call {@link setLearningRate}, between two steps. */
  get learningRate(): number {
    return this.rate;
  }

  set learningRate(learningRate: number) {
    this.setLearningRate(learningRate);
  }

  /**
   * Sets the learning rate of the steps that follow.
   *
   * @throws RangeError where it is NaN, infinite or negative; TypeError where it is not a number
   */
  setLearningRate(learningRate: number): void {
    assertNotNegative('learningRate', learningRate);
    this.rate = learningRate;
  }

  /**
   * Takes one step: updates variables by their gradients.
   *
   * @param gradients an object with the names of the variables as keys, or a list of `{ name, tensor }`; the caller frees them
   * @throws RangeError where there is no variable of a name, or the gradient has another shape than its variable
   */
  override applyGradients(gradients: Gradients): void {
    const updates = pairWithVariables(gradients);
    if (this.restored) {
      this.velocities = matchVelocities(
        this.velocities,
        updates.map(({ variable }) => variable),
      );
      this.restored = false;
    }
    tf.tidy(() => {
      const factors = {
        learningRate: tf.scalar(this.rate),
        weightDecay: tf.scalar(this.weightDecay),
        momentum: tf.scalar(this.momentum),
      };
      for (const { variable, gradient } of updates) {
        const velocity = this.velocities.get(variable.name);
        const decays = this.weightDecay > 0 && (this.decayed?.(variable) ?? true);
        const { momentum, nesterov } = this;
        const update = sgdUpdate(
          { value: variable, gradient, velocity, decays, hasMomentum: momentum > 0, nesterov },
          factors,
        );
        variable.assign(update.value);
        if (velocity) velocity.assign(update.velocity!);
        else if (update.velocity) this.velocities.set(variable.name, tf.variable(update.velocity, false));
      }
    });
    this.incrementIterations();
  }

  /**
   * A copy of the optimizer's state, to be saved: the number of steps, `iter`, and for each variable trained so far its velocity,
   * `<variable name>/momentum`. The tensors are freed by the next call and by `dispose()`; clone them to keep them longer.
   */
  override async getWeights(): Promise<NamedWeight[]> {
    this.releaseSaved();
    this.saved = saveState(this.iterations, this.velocities);
    return [...this.saved];
  }

  /**
   * Continues from a state that {@link getWeights} returned. Each velocity belongs to the variable of its name. Where a model was built
   * a second time in one process, tfjs has put other numbers into the names; then velocities and variables are matched in order,
   * provided that names without numbers, shapes and their number agree.
   *
   * @param state the saved state; the caller frees its tensors
   * @throws RangeError where names, shapes or the momentum do not fit; some of this can only be found at the next step
   */
  override async setWeights(state: NamedWeight[]): Promise<void> {
    const { iterations, velocities } = await readState(state, this.momentum);
    this.releaseVelocities();
    this.velocities = velocities;
    this.restored = velocities.size > 0;
    this.iterations_ = iterations;
  }

  /**
   * The options, as `model.save` records them.
   *
   * @throws Error where the option `decayed` was given: a function cannot be saved
   */
  override getConfig(): Omit<Required<SgdOptions>, 'decayed'> {
    if (this.decayed) {
      throw new Error(
        'an optimizer with the option decayed cannot be saved in a model: save its getWeights(), ' +
          'and give them to setWeights() of one made with the same options',
      );
    }
    const { learningRate, momentum, weightDecay, nesterov } = this;
    return { learningRate, momentum, weightDecay, nesterov };
  }

  /** Frees the velocities. A step after that starts as the first one does. */
  override dispose(): void {
    this.releaseVelocities();
    this.releaseSaved();
  }

  private releaseVelocities(): void {
    tf.dispose([...this.velocities.values()]);
    this.velocities = new Map();
    this.restored = false;
  }

  private releaseSaved(): void {
    tf.dispose(this.saved.map(({ tensor }) => tensor));
    this.saved = [];
  }
}

tf.serialization.registerClass(Sgd);
