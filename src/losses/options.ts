import { assertFinite, assertNotNegative, reject } from '../checks';

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

/** Throws where `options` holds a key that is not in `defaults`, or a value that no loss can use. */
export function resolveOptions<T extends object>(options: Partial<T>, defaults: T): T {
  const resolved = { ...defaults };
  for (const key of Object.keys(options ?? {}) as (keyof T & string)[]) {
    if (!(key in defaults)) {
      reject('options', `hold ${Object.keys(defaults).join(', ')} only`, key);
    }
    resolved[key] = options[key] ?? defaults[key];
    const value = resolved[key] as number;
    if (key === 'reduction' && !['mean', 'sum', 'none'].includes(resolved[key] as string)) {
      reject('options.reduction', "be 'mean', 'sum' or 'none'", `'${value}'`);
    }
    if (key === 'beta') assertNotNegative('options.beta', value);
    else if (typeof defaults[key] === 'number') assertFinite(`options.${key}`, value);
  }
  return resolved;
}
