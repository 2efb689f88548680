import { wholeNumberFrom } from '../../../../checks';
import type { LossOption } from '../loss-options';

/** The option of methods that can have several numbers of experts. */
export interface ExpertOptions {
  /** Number of experts of the network, at least 2. */
  readonly experts: LossOption;
}

/** The number of experts, for methods that can have several numbers of them. */
export const expertOption: LossOption = {
  title: 'experts',
  text: 'number of experts, each with last stages of its own',
  check: wholeNumberFrom(2),
  default: 3,
};
