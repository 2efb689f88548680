import { assertNotNegative, type ClassCounts, isList, reject, rejectType, show } from '../checks';

/**
 * Throws unless there is one count for each class, finite and not negative. A count of 0 is a class without training samples:
 * no loss can take it, but it can be in a test set.
 */
export function assertTrainingCounts(samplesPerClass: ClassCounts): void {
  const requirement = 'hold one count for each class';
  if (!isList(samplesPerClass)) {
    rejectType('samplesPerClass', `${requirement}, in an array`, show(samplesPerClass));
  }
  if (samplesPerClass.length === 0) reject('samplesPerClass', requirement, show(samplesPerClass));
  for (let i = 0; i < samplesPerClass.length; i++) {
    assertNotNegative(`samplesPerClass[${i}]`, samplesPerClass[i]!);
  }
}
