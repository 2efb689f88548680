import { assertFinite, assertNotNegative, assertOneOf } from '../checks';
import { lossDefaults } from '../loss-defaults';

/**
 * How the losses of a batch's samples become one number, as in Appendix J and PyTorch: their class-weighted mean, their sum, or
 * with `'none'` one loss a sample.
 */
export type Reduction = 'mean' | 'sum' | 'none';

/** Options of the balanced softmax cross entropy, Eq. 4–7. */
export interface BalancedSoftmaxLossOptions {
  /** Exponent of the class weights, Eq. 7. With 0 all classes have the same weight (BSCE). Default 0.1, the paper's. */
  m?: number;
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
}

/** Options of the BIB loss, Eq. 9. */
export interface BibLossOptions extends BalancedSoftmaxLossOptions, SelfDistillationLossOptions {
  /**
   * Weight of the self-distillation term, Eq. 9, at least 0. The paper chooses it from 0 to 5 by data set. Default 5, which needs
   * a training of many epochs; in a short one start with 1.
   */
  beta?: number;
}

/** The checks and defaults of {@link BalancedSoftmaxLossOptions}. */
export const balancedSoftmaxLossOptions = {
  m: { check: assertFinite, default: lossDefaults.m },
  reduction: { check: assertReduction, default: 'mean' },
} as const;

/** The checks and defaults of {@link SelfDistillationLossOptions}. */
export const selfDistillationLossOptions = {
  gamma: { check: assertFinite, default: lossDefaults.gamma },
} as const;

/** The checks and defaults of {@link BibLossOptions}. */
export const bibLossOptions = {
  beta: { check: assertNotNegative, default: lossDefaults.beta },
  ...selfDistillationLossOptions,
  ...balancedSoftmaxLossOptions,
} as const;

function assertReduction(argument: string, value: Reduction): void {
  assertOneOf(argument, value, ['mean', 'sum', 'none']);
}
