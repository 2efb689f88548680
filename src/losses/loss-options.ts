import { assertFinite, assertNotNegative, assertOneOf } from '../checks';
import { lossDefaults } from '../loss-defaults';

/** How the losses of a batch become one: Appendix J's `reduction`, with PyTorch's class-weighted mean. */
export type Reduction = 'mean' | 'sum' | 'none';

/** Options of the balanced cross entropies, Eq. 4–7. */
export interface BalancedSoftmaxLossOptions {
  /** Exponent of the class weights, Eq. 7. 0 weighs all classes alike (BSCE). The paper uses 0.1. Default 0.1. */
  m?: number;
  /**
   * `'mean'` (default) divides the weighted sum by the sum of the batch's class weights, `'sum'` does not, `'none'`
   * gives one loss a sample.
   */
  reduction?: Reduction;
}

/** Options of the self-distillation term, Eq. 8. */
export interface SelfDistillationLossOptions {
  /** Exponent of the class temperatures. The paper uses 0 on CIFAR-100-LT, 0.5 elsewhere. Default 0. */
  gamma?: number;
}

/** Options of the BIB loss, Eq. 9. */
export interface BibLossOptions extends BalancedSoftmaxLossOptions, SelfDistillationLossOptions {
  /** Weight of the self-distillation term, Eq. 9. The paper searches 0..5. Default 5. */
  beta?: number;
}

/** How {@link BalancedSoftmaxLossOptions} are read. */
export const balancedSoftmaxLossOptions = {
  m: { check: assertFinite, default: lossDefaults.m },
  reduction: { check: assertReduction, default: 'mean' },
} as const;

/** How {@link SelfDistillationLossOptions} are read. */
export const selfDistillationLossOptions = {
  gamma: { check: assertFinite, default: lossDefaults.gamma },
} as const;

/** How {@link BibLossOptions} are read. */
export const bibLossOptions = {
  beta: { check: assertNotNegative, default: lossDefaults.beta },
  ...selfDistillationLossOptions,
  ...balancedSoftmaxLossOptions,
} as const;

function assertReduction(argument: string, value: Reduction): void {
  assertOneOf(argument, value, ['mean', 'sum', 'none']);
}
