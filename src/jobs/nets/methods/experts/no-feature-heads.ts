import { whereExpertsTrain } from '../../experts/expert-taps';
import type { Method } from '../method';

/**
 * The `featureHeads` of a method whose experts are parts of a network: on features that were computed before there is none.
 *
 * @param title what people call the method
 * @returns a function that throws a RangeError
 */
export function noFeatureHeads(title: string): Method['featureHeads'] {
  return () => {
    throw new RangeError(
      `method must be one that learns from features alone: the experts of ${title} are the last stages of a network, which have to be ` +
        `trained with it, ${whereExpertsTrain}.`,
    );
  };
}
