/** What an example can train: cross entropy, balanced softmax cross entropy, BIB (last tap only), MBIB (all taps). */
export const methodNames = ['ce', 'bsce', 'bib', 'mbib'] as const;

/** @see methodNames */
export type MethodName = (typeof methodNames)[number];

/** The loss's options, by the paper's symbols; each method reads those it has. */
export interface LossOptions {
  /** Weight of the self-distillation, Eq. 9 (bib, mbib). */
  beta: number;
  /** Exponent of the class temperatures, Eq. 8 (bib, mbib). */
  gamma: number;
  /** Exponent of the class weights, Eq. 7 (bsce, bib, mbib). */
  m: number;
  /** Weight of the first tap, Eq. 11 (mbib). */
  a: number;
  /** Weight of the second tap, Eq. 11 (mbib). */
  b: number;
}

/** The paper's settings on CIFAR-100-LT; BSCE is the balanced softmax without class weights. */
export function defaultLossOptions(method: MethodName): LossOptions {
  return { beta: 5, gamma: 0, m: method === 'bsce' ? 0 : 0.1, a: 0.1, b: 0.3 };
}

/** The loss options that a method reads. */
export const lossOptionsOf: Record<MethodName, readonly (keyof LossOptions)[]> = {
  ce: [],
  bsce: ['m'],
  bib: ['beta', 'gamma', 'm'],
  mbib: ['beta', 'gamma', 'm', 'a', 'b'],
};
