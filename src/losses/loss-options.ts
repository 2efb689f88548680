import { assertFinite, assertOneOf, assertWeight, reject, wholeNumberFrom } from '../checks';
import { lossDefaults } from '../loss-defaults';
import { resolveOptions } from '../options';

/**
 * How the losses of a batch's samples become one number, as in Appendix J and PyTorch: their class-weighted mean, their sum, or
 * with `'none'` one loss a sample.
 */
export type Reduction = 'mean' | 'sum' | 'none';

/** A whole batch, of which a loss is computed on a part. */
export interface WholeBatch {
  /** Number of samples in the whole batch. */
  samples: number;
  /** Sum of the class weights of its samples ({@link classWeights}); with soft targets, of their `Σ_k w_k y_k`. With 0 no sample is labelled: a mean is 0. */
  weight: number;
}

/** Options of the balanced softmax cross entropy, Eq. 4–7. */
export interface BalancedSoftmaxLossOptions {
  /**
   * The whole batch, where the samples are a part of one. The loss is the part's share of the loss of the whole: a mean divides by
   * `weight`, and a self-distillation by `samples`. The losses of the parts add up to that of the whole, and so do the gradients.
   * Left out, the samples are the whole batch.
   */
  whole?: WholeBatch | undefined;
  /** Exponent of the class weights, Eq. 7. With 0 all classes have the same weight (BSCE). Default 0.1, the paper's. */
  m?: number;
  /**
   * Factor τ of the logarithms of the counts that are added to the logits, at least 0. With 1, the default, it is the balanced softmax of
   * Eq. 4; with 0 nothing is added, and the loss is plain cross entropy: MBIB without logit adjustment (Table 9).
   */
  tau?: number;
  /**
   * How the samples' losses, each times its class weight, become one number. `'mean'` (default) divides their sum by the sum of
   * the class weights of the batch, `'sum'` does not divide, `'none'` returns one loss a sample.
   */
  reduction?: Reduction;
}

/** Options of the self-distillation term, Eq. 8. */
export interface SelfDistillationLossOptions {
  /**
   * Exponent of the class temperatures, Eq. 8. With 0 every temperature is 1. The paper uses 0 on CIFAR-100-LT and 0.5
   * elsewhere. Default 0.
   */
  gamma?: number;
  /** The whole batch, where the samples are a part of one: its losses add up over the parts. `weight` has no effect here. */
  whole?: (Pick<WholeBatch, 'samples'> & Partial<WholeBatch>) | undefined;
}

/** Options of the BIB loss, Eq. 9. */
export interface BibLossOptions
  extends BalancedSoftmaxLossOptions,
    Omit<SelfDistillationLossOptions, 'whole'> {
  /**
   * Weight of the self-distillation term, Eq. 9, at least 0. The paper chooses it from 0 to 5 by data set. Default 5, which needs
   * a training of many epochs; in a short one start with 1.
   */
  beta?: number;
}

const samples = { check: /* @__PURE__ */ wholeNumberFrom(1) };
const wholeBatchOptions = { samples, weight: { check: assertWeight } } as const;

/** Checks {@link WholeBatch}. */
export function assertWhole(argument: string, value: WholeBatch): void {
  resolveOptions(value, wholeBatchOptions, argument);
}

/** The checks and defaults of {@link BalancedSoftmaxLossOptions}. */
export const balancedSoftmaxLossOptions = {
  m: { check: assertFinite, default: lossDefaults.m },
  tau: { check: assertWeight, default: lossDefaults.tau },
  reduction: { check: assertReduction, default: 'mean' },
  whole: { check: assertWhole, default: undefined },
} as const;

const partOfWholeOptions = { samples, weight: { check: assertWeight, default: 0 } } as const;

/** The checks and defaults of {@link SelfDistillationLossOptions}. */
export const selfDistillationLossOptions = {
  gamma: { check: assertFinite, default: lossDefaults.gamma },
  whole: { check: assertSamples, default: undefined },
} as const;

function assertSamples(argument: string, value: { samples: number; weight?: number }): void {
  resolveOptions(value, partOfWholeOptions, argument);
}

/** The checks and defaults of {@link BibLossOptions}. */
export const bibLossOptions = {
  beta: { check: assertWeight, default: lossDefaults.beta },
  ...selfDistillationLossOptions,
  ...balancedSoftmaxLossOptions,
} as const;

/** Checks {@link Reduction}. */
export function assertReduction(argument: string, value: Reduction): void {
  assertOneOf(argument, value, ['mean', 'sum', 'none']);
}

/** Throws where a part would have more samples than the whole batch. */
export function assertPart(whole: { samples: number } | undefined, batch: number): void {
  if (whole && whole.samples < batch) {
    reject('options.whole.samples', `be at least the ${batch} samples of the part`, `${whole.samples}`);
  }
}
