import { lossDefaults } from 'mbib';

/** The options of the losses, by the paper's symbols. A method reads some of them; its entry says which. */
export interface LossOptions {
  /** Weight of the self-distillation, Eq. 9. */
  beta: number;
  /** Exponent of the class temperatures, Eq. 8. */
  gamma: number;
  /** Exponent of the class weights, Eq. 7. */
  m: number;
  /** Weight of the first tap, Eq. 11. */
  a: number;
  /** Weight of the second tap, Eq. 11. */
  b: number;
}

/** What each option is for, as one line of a help. */
export const lossOptionTexts: Readonly<Record<keyof LossOptions, string>> = {
  beta: 'weight of the self-distillation',
  gamma: 'exponent of the class temperatures',
  m: 'exponent of the class weights',
  a: 'weight of the first tap',
  b: 'weight of the second tap',
};

const { beta, gamma, m, tapWeights } = lossDefaults;

/** The paper's settings on CIFAR-100-LT, which the library's losses have as their defaults. */
export const paperLossOptions: Readonly<LossOptions> = {
  beta,
  gamma,
  m,
  a: tapWeights[0],
  b: tapWeights[1],
};
