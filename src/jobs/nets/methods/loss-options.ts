import { lossDefaults } from 'mbib';
import { assertFinite, assertWeight } from '../../../checks';

/** A number that the loss of a method depends on, and all that a program needs to ask a person for it. */
export interface LossOption {
  /** What it is called on a page: 'β'. */
  readonly title: string;
  /** What it is for, as one line of a help. */
  readonly text: string;
  /** Throws for a value that it cannot have; its first argument is what the message calls the option. */
  readonly check: (argument: string, value: number) => void;
  /** Whether it weighs a part of the loss, so that a smaller one makes smaller steps. Left out, it does not. */
  readonly weighsLoss?: boolean;
  /** Its value where nothing else is given, unless a method has a default of its own. */
  readonly default: number;
}

/** The options of the paper's losses, by the paper's symbols. */
export interface PaperOptions {
  /** Weight of the self-distillation, Eq. 9. */
  readonly beta: LossOption;
  /** Exponent of the class temperatures, Eq. 8. */
  readonly gamma: LossOption;
  /** Exponent of the class weights, Eq. 7. */
  readonly m: LossOption;
  /** Weight of the first tap, Eq. 11. */
  readonly a: LossOption;
  /** Weight of the second tap, Eq. 11. */
  readonly b: LossOption;
  /** Factor of the logarithms of the counts, Eq. 4. */
  readonly tau: LossOption;
}

const { beta, gamma, m, tau, tapWeights } = lossDefaults;

/**
 * The options of the paper's losses, for the entries of methods. Their defaults are its settings on CIFAR-100-LT, which the library's
 * losses have, too; they take the values that the library's losses take.
 *
 * @example
 * ```ts
 * import { type Method, paperOptions } from 'mbib/jobs';
 *
 * const { gamma, m } = paperOptions;
 * const entry: Pick<Method<'gamma' | 'm'>, 'options'> = { options: { gamma, m } }; // a loss that reads two of them
 * ```
 */
export const paperOptions: PaperOptions = {
  beta: {
    title: 'β',
    text: 'weight of the self-distillation',
    check: assertWeight,
    weighsLoss: true,
    default: beta,
  },
  gamma: { title: 'γ', text: 'exponent of the class temperatures', check: assertFinite, default: gamma },
  m: { title: 'm', text: 'exponent of the class weights', check: assertFinite, default: m },
  a: {
    title: 'a',
    text: 'weight of the first of three taps; of more, of all but the last two',
    check: assertWeight,
    weighsLoss: true,
    default: tapWeights[0],
  },
  b: {
    title: 'b',
    text: 'weight of the last tap but one',
    check: assertWeight,
    weighsLoss: true,
    default: tapWeights[1],
  },
  tau: {
    title: 'τ',
    text: 'factor of the logarithms of the counts; 0 is no logit adjustment',
    check: assertWeight,
    default: tau,
  },
};
