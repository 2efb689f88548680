import { type MethodName, methodNames } from '../../../src/jobs/nets/methods';
import { onGpu } from '../../support/backend';

/**
 * The methods that tests of every method go through: all, and on a GPU those with kernels of their own, as software GPUs take seconds
 * to compile what each of the others composes of kernels that tfjs has. The losses of all are tested on GPUs in test/baselines.
 */
export function testedMethods(): readonly MethodName[] {
  return onGpu() ? ['ce', 'bsce', 'bib', 'mbib'] : methodNames;
}
