import { wholeNumberFrom } from '../../../../checks';
import type { LossOption } from '../loss-options';

/** The number of experts, for methods that can have several numbers of them. */
export const expertOption: LossOption = {
  title: 'experts',
  text: 'number of experts, each with last stages of its own',
  check: wholeNumberFrom(2),
  default: 3,
};
