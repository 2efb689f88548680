/**
 * The options of the losses where none are given: the paper's on CIFAR-100-LT (Section 4.1).
 *
 * @example
 * ```ts
 * import { lossDefaults } from 'mbib';
 * console.log(`beta is ${lossDefaults.beta} unless you choose another`);
 * ```
 */
export const lossDefaults = {
  /** Weight of the self-distillation term, Eq. 9. */
  beta: 5,
  /** Exponent of the class temperatures, Eq. 8; with 0 every temperature is 1. */
  gamma: 0,
  /** Exponent of the class weights, Eq. 7. */
  m: 0.1,
  /** Factor of the logarithms of the counts that are added to the logits, Eq. 4; with 0 nothing is added. */
  tau: 1,
  /** Weights of three taps, shallow to deep: a, b and 1 of Eq. 11. */
  tapWeights: [0.1, 0.3, 1],
} as const;
