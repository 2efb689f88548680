import * as tf from '@tensorflow/tfjs-core';
import { GroupedOptimizer } from './grouped-optimizer';
import { fromConfig, type GroupedOptimizerConfig } from './optimizer-config';
import type { VariableState } from './optimizer-state';
import type { Pair } from './pair-with-variables';
import type { GroupRates } from './parameter-groups';
import { resolveSgdOptions, type SgdOptions } from './sgd-options';
import { type SgdFactors, sgdFactors, sgdUpdate } from './sgd-update';

/**
 * Stochastic gradient descent that computes what PyTorch's `torch.optim.SGD` computes: with momentum, weight decay added to the
 * gradient, and optionally Nesterov's momentum. It is a tfjs optimizer, for `model.compile`, `minimize` and `applyGradients`.
 * Unlike tfjs's own it has weight decay, and its learning rate can be changed.
 *
 * With gradient g of variable w, velocity v, learning rate η, momentum μ and weight decay λ, a step is `g += λ·w`, then
 * `v = μ·v + g` (in the first step `v = g`), then `w −= η·v` (with Nesterov's momentum `w −= η·(g + μ·v)`). A variable that has
 * no gradient in a step keeps its value and its velocity.
 *
 * With `groups`, some variables have a learning rate or a weight decay of their own. With `clipNorm`, gradients g are shortened
 * before the step as by PyTorch's `clip_grad_norm_`: by the factor `min(1, clipNorm / (norm + 1e-6))`, norm being that of all
 * gradients of the step together. A step whose norm is NaN or infinite changes no variable and no velocity; as the norm is not
 * waited for, a later step or `getWeights` throws.
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

/** What {@link Sgd.getConfig} returns. */
export type SgdConfig = GroupedOptimizerConfig & {
  /** The share of the velocity that is kept from step to step. */
  momentum: number;
  /** Whether the momentum is Nesterov's. */
  nesterov: boolean;
};

/** The optimizer that {@link sgd} makes. */
export class Sgd extends GroupedOptimizer<SgdFactors> {
  /** The name under which `model.save` with `includeOptimizer` records this optimizer. */
  static get className(): string {
    return 'MbibSgd';
  }

  /** The share of the velocity that is kept from step to step. */
  readonly momentum: number;
  /** Whether the momentum is Nesterov's. */
  readonly nesterov: boolean;

  /** @internal */
  protected readonly format = { tensors: ['momentum'], steps: false };
  private readonly decayed: ((variable: tf.Variable) => boolean) | undefined;
  /** The variables of a step that `decayed` chose. */
  private chosen: ReadonlySet<tf.Variable> = new Set();

  constructor(options: SgdOptions) {
    const { momentum, nesterov, decayed, ...rest } = resolveSgdOptions(options);
    super(rest);
    this.momentum = momentum;
    this.nesterov = nesterov;
    this.decayed = decayed;
  }

  /** Makes an optimizer from what {@link Sgd.getConfig} returned; `tf.loadLayersModel` calls it. */
  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    return fromConfig(cls, config, ['momentum', 'nesterov']);
  }

  /** @internal */
  protected override prepare(pairs: Pair[]): void {
    const { decayed } = this;
    if (decayed)
      this.chosen = new Set(pairs.map(({ variable }) => variable).filter((variable) => decayed(variable)));
  }

  /** @internal */
  protected factorsOf({ learningRate, weightDecay }: GroupRates): SgdFactors {
    return sgdFactors({ learningRate, weightDecay, momentum: this.momentum });
  }

  /** @internal */
  protected update({ variable, gradient }: Pair, state: VariableState | undefined, factors: SgdFactors) {
    const { momentum, nesterov } = this;
    const decays = !this.decayed || this.chosen.has(variable);
    const velocity = state?.tensors[0];
    const updated = sgdUpdate(
      { value: variable, gradient, velocity, decays, hasMomentum: momentum > 0, nesterov },
      factors,
    );
    return { value: updated.value, tensors: updated.velocity ? [updated.velocity] : [] };
  }

  /** @internal */
  protected override assertStateFits(iterations: number, variables: number): void {
    const { momentum } = this;
    if (momentum === 0 && variables > 0) {
      throw new RangeError(
        'the state has velocities but this optimizer has momentum 0: give it the saved momentum',
      );
    }
    if (momentum > 0 && variables === 0 && iterations > 0) {
      throw new RangeError(`the state has no velocities but this optimizer has momentum ${momentum}`);
    }
  }

  /**
   * The options as they are now, as `model.save` records them.
   *
   * @throws Error where the option `decayed` was given: a function cannot be saved
   */
  override getConfig(): SgdConfig {
    if (this.decayed) {
      throw new Error(
        'an optimizer with the option decayed cannot be saved in a model: give it groups instead, or save its ' +
          'getWeights(), and give them to setWeights() of one made with the same options',
      );
    }
    const { momentum, nesterov } = this;
    return { ...super.getConfig(), momentum, nesterov };
  }
}

tf.serialization.registerClass(Sgd);
