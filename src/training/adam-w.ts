import * as tf from '@tensorflow/tfjs-core';
import { type AdamWOptions, resolveAdamWOptions } from './adam-w-options';
import { type AdamWFactors, adamWFactors, adamWUpdate } from './adam-w-update';
import { GroupedOptimizer } from './grouped-optimizer';
import { fromConfig, type GroupedOptimizerConfig } from './optimizer-config';
import type { VariableState } from './optimizer-state';
import type { Pair } from './pair-with-variables';
import type { GroupRates } from './parameter-groups';

/**
 * Adam with decoupled weight decay that computes what PyTorch's `torch.optim.AdamW` computes. It is a tfjs optimizer, for
 * `model.compile`, `minimize` and `applyGradients`. Unlike `tf.train.adam` it has weight decay, its learning rate can be changed,
 * and every variable counts its own steps.
 *
 * With gradient g of variable w, learning rate η and weight decay λ, step t of a variable is `w −= η·λ·w`, then
 * `m = β₁·m + (1 − β₁)·g`, `v = β₂·v + (1 − β₂)·g²`, `w −= η · m̂ / (√v̂ + ε)` with `m̂ = m / (1 − β₁ᵗ)` and `v̂ = v / (1 − β₂ᵗ)`; at
 * first m and v are 0. A variable that has no gradient in a step keeps its value, m, v and t.
 *
 * `groups` and `clipNorm` are those of {@link sgd}. A step whose norm is NaN or infinite counts in t.
 *
 * @param options the learning rate, and what else is wanted
 * @throws RangeError where an option is out of range; TypeError where one is missing, unknown or of another type
 * @see Loshchilov and Hutter 2019, Decoupled Weight Decay Regularization, Algorithm 2
 * @see https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { adamW } from 'mbib/training';
 *
 * const optimizer = adamW({ learningRate: 0.1, weightDecay: 0.05 });
 * const slope = tf.variable(tf.scalar(2), true, 'slope');
 * optimizer.applyGradients({ slope: tf.scalar(1) });
 * slope.print(); // 1.89 = 2 − 0.1 · 0.05 · 2 − 0.1
 * ```
 */
export function adamW(options: AdamWOptions): AdamW {
  return new AdamW(options);
}

/** What {@link AdamW.getConfig} returns. */
export type AdamWConfig = GroupedOptimizerConfig & {
  /** The share of the mean gradient that is kept from step to step. */
  beta1: number;
  /** The share of the mean squared gradient that is kept from step to step. */
  beta2: number;
  /** What is added to the root of the mean squared gradient. */
  epsilon: number;
};

/** The optimizer that {@link adamW} makes. */
export class AdamW extends GroupedOptimizer<AdamWFactors> {
  /** The name under which `model.save` with `includeOptimizer` records this optimizer. */
  static get className(): string {
    return 'MbibAdamW';
  }

  /** The share of the mean gradient that is kept from step to step. */
  readonly beta1: number;
  /** The share of the mean squared gradient that is kept from step to step. */
  readonly beta2: number;
  /** What is added to the root of the mean squared gradient. */
  readonly epsilon: number;

  /** @internal */
  protected readonly format = { tensors: ['m', 'v'], steps: true };

  constructor(options: AdamWOptions) {
    const { beta1, beta2, epsilon, ...rest } = resolveAdamWOptions(options);
    super(rest);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  /** Makes an optimizer from what {@link AdamW.getConfig} returned; `tf.loadLayersModel` calls it. */
  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    return fromConfig(cls, config, ['beta1', 'beta2', 'epsilon']);
  }

  /** @internal */
  protected factorsOf({ learningRate, weightDecay }: GroupRates, step: number): AdamWFactors {
    const { beta1, beta2, epsilon } = this;
    return adamWFactors({
      kept: 1 - learningRate * weightDecay,
      meanShare: 1 - beta1,
      beta2,
      squareShare: 1 - beta2,
      rootCorrection: Math.sqrt(1 - beta2 ** step),
      epsilon,
      stepSize: learningRate / (1 - beta1 ** step),
    });
  }

  /** @internal */
  protected update({ variable, gradient }: Pair, state: VariableState | undefined, factors: AdamWFactors) {
    const moments = state && { mean: state.tensors[0]!, square: state.tensors[1]! };
    const { value, mean, square } = adamWUpdate(variable, gradient, moments, factors);
    return { value, tensors: [mean, square] };
  }

  /** The options as they are now, as `model.save` records them. */
  override getConfig(): AdamWConfig {
    const { beta1, beta2, epsilon } = this;
    return { ...super.getConfig(), beta1, beta2, epsilon };
  }
}

tf.serialization.registerClass(AdamW);
