import * as tf from '@tensorflow/tfjs-core';
import { assertNotNegative } from '../checks';
import { type Gradients, pairWithVariables } from './pair-with-variables';
import { resolveSgdOptions, type SgdOptions } from './sgd-options';
import { matchVelocities, type NamedWeight, readState, saveState, type Velocities } from './sgd-state';
import { sgdUpdate } from './sgd-update';

/**
 * Stochastic gradient descent exactly as PyTorch's `torch.optim.SGD`: momentum without dampening, weight decay added to
 * the gradient, optionally Nesterov's momentum. It serves `model.compile`, `minimize` and `applyGradients`.
 *
 * With gradient g of variable w, velocity v, learning rate η, momentum μ and weight decay λ, a step is `g += λ·w`,
 * `v = μ·v + g` (at first `v = g`), `w −= η·v` (with Nesterov's momentum `w −= η·(g + μ·v)`). A variable without a
 * gradient in a step is left as it is, its velocity too. Unlike the optimizers of TensorFlow.js, it has weight decay,
 * and its learning rate can be assigned.
 *
 * @throws TypeError or RangeError where an option is missing, unknown, NaN or out of range
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

  /** Share of the velocity kept from step to step. */
  readonly momentum: number;
  /** Multiple of a variable that is added to its gradient. */
  readonly weightDecay: number;
  /** Whether a step looks ahead along the velocity. */
  readonly nesterov: boolean;

  private rate: number;
  private readonly decayed: ((variable: tf.Variable) => boolean) | undefined;
  private velocities: Velocities = new Map();
  private restored = false;
  private saved: NamedWeight[] = [];

  constructor(options: SgdOptions) {
    super();
    const { learningRate, momentum, weightDecay, nesterov } = resolveSgdOptions(options);
    this.rate = learningRate;
    this.momentum = momentum;
    this.weightDecay = weightDecay;
    this.nesterov = nesterov;
    this.decayed = options.decayed;
  }

  /** Makes the optimizer of a saved {@link Sgd.getConfig}; `tf.loadLayersModel` calls it. */
  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    // tfjs-layers adds entries of its own, which the constructor would refuse.
    const { learningRate, momentum, weightDecay, nesterov } = config;
    return new cls({ learningRate, momentum, weightDecay, nesterov });
  }

  /** The step size. Assign it, or call {@link setLearningRate}, between steps. */
  get learningRate(): number {
    return this.rate;
  }

  set learningRate(learningRate: number) {
    this.setLearningRate(learningRate);
  }

  /**
   * Sets the step size of the steps that follow.
   *
   * @throws RangeError where it is NaN, infinite or negative
   */
  setLearningRate(learningRate: number): void {
    assertNotNegative('learningRate', learningRate);
    this.rate = learningRate;
  }

  /**
   * Updates variables by their gradients.
   *
   * @param gradients gradients by the name of their variable, or a list of `{ name, tensor }`; they stay the caller's
   * @throws RangeError where a variable does not exist, or its gradient has another shape
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
   * The state: the number of steps, `iter`, and a velocity `<variable name>/momentum` for each variable trained so far.
   * Later steps do not change what was returned. The tensors are the optimizer's, which frees them on the next call and
   * on `dispose()`; clone them to keep them longer.
   */
  override async getWeights(): Promise<NamedWeight[]> {
    this.releaseSaved();
    this.saved = saveState(this.iterations, this.velocities);
    return [...this.saved];
  }

  /**
   * Goes on from a state that {@link getWeights} gave. Velocities find their variables by name. A model built a second
   * time in one process has other numbers in its names; then they are found in order, provided that all else agrees.
   *
   * @param state the saved state; its tensors stay the caller's
   * @throws RangeError where names, shapes or momentum do not fit, at the latest on the next step
   */
  override async setWeights(state: NamedWeight[]): Promise<void> {
    const { iterations, velocities } = await readState(state, this.momentum);
    this.releaseVelocities();
    this.velocities = velocities;
    this.restored = velocities.size > 0;
    this.iterations_ = iterations;
  }

  /**
   * The options, to be saved with a model.
   *
   * @throws Error where `decayed` is a function of the caller's: it cannot be saved
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

  /** Frees the velocities; a step after it starts without them. */
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
