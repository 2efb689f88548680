import { assertFinite } from '../class-counts';

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
  if (options === null || typeof options !== 'object') {
    throw new TypeError(`options must be an object, got ${options}`);
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [key, value] of given) {
    if (!(key in defaults)) {
      throw new TypeError(`options.${key} is unknown; known: ${Object.keys(defaults).join(', ')}`);
    }
    if (key === 'reduction') assertReduction(value);
    else if (typeof defaults[key as keyof T] === 'number') assertFinite(`options.${key}`, value as number);
  }
  const resolved = { ...defaults, ...Object.fromEntries(given) };
  if ('beta' in resolved && (resolved.beta as number) < 0) {
    throw new RangeError(`options.beta must not be negative, got ${resolved.beta}`);
  }
  return resolved;
}

function assertReduction(value: unknown): void {
  if (value !== 'mean' && value !== 'sum' && value !== 'none') {
    throw new RangeError(`options.reduction must be 'mean', 'sum' or 'none', got ${JSON.stringify(value)}`);
  }
}
