import { assertWeight, isList, reject, rejectType, show } from '../../checks';
import { assertReduction, assertWhole, type Reduction, type WholeBatch } from '../../losses/loss-options';

/** Options that the losses of this entry have in common. */
export interface BaselineLossOptions {
  /**
   * A weight for each class, by which its samples count: those of `classBalancedWeights`, of `deferredReweighting`, of `classWeights`
   * or your own, K numbers of at least 0. Left out, all are 1.
   */
  classWeights?: ArrayLike<number> | undefined;
  /**
   * How the samples' losses, each times its class weight, become one number. `'mean'` (default) divides their sum by the sum of the
   * class weights of the batch, as PyTorch does, `'sum'` does not divide, `'none'` returns one loss a sample.
   */
  reduction?: Reduction;
  /**
   * The whole batch, where the samples are a part of one: its size, and the sum of the class weights of its samples (without class
   * weights its size, too). The loss is the part's share; those of all parts add up to the loss of the whole. Left out, the samples
   * are the whole batch.
   */
  whole?: WholeBatch | undefined;
}

/** The checks and defaults of {@link BaselineLossOptions}. */
export const baselineLossOptions = {
  classWeights: { check: assertClassWeights, default: undefined },
  reduction: { check: assertReduction, default: 'mean' },
  whole: { check: assertWhole, default: undefined },
} as const;

/** {@link BaselineLossOptions} as they come out of `resolveOptions`. */
export interface ResolvedLossOptions {
  classWeights: ArrayLike<number> | undefined;
  reduction: Reduction;
  whole: WholeBatch | undefined;
}

/** Throws unless these are weights of classes; how many there must be is checked by {@link assertLengthOfWeights}. */
export function assertClassWeights(argument: string, weights: ArrayLike<number>): void {
  if (!isList(weights)) rejectType(argument, 'hold one weight for each class, in an array', show(weights));
  for (let k = 0; k < weights.length; k++) assertWeight(`${argument}[${k}]`, weights[k]!);
}

/** Throws unless there is one weight for each of K classes. */
export function assertLengthOfWeights(weights: ArrayLike<number> | undefined, classes: number): void {
  if (weights && weights.length !== classes) {
    reject('options.classWeights', `hold one weight for each of ${classes} classes`, show(weights));
  }
}
