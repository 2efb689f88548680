import { classBalancedWeights } from 'mbib/baselines';
import { assertBelowOne, assertShare } from '../../../../checks';
import type { LossOption } from '../loss-options';
import type { MethodBatch } from '../method';

/** β of the class-balanced weights. */
export const cbBeta: LossOption = {
  title: 'β of the effective numbers',
  text: 'β of the weights by the effective number of samples',
  check: assertBelowOne,
  default: 0.9999,
};

/** When deferred class weights begin: 0.8 is epoch 160 of 200. */
export const drwStart: LossOption = {
  title: 'start of DRW',
  text: 'share of the epochs before the class weights begin',
  check: assertShare,
  default: 0.8,
};

/** The class weights of deferred re-weighting: 1 before `drwStart` of the training, then those of the effective numbers. */
export function deferredWeights({
  samplesPerClass,
  options: { cbBeta, drwStart },
  progress,
}: Pick<MethodBatch<'cbBeta' | 'drwStart'>, 'samplesPerClass' | 'options' | 'progress'>): Float32Array {
  if (progress < drwStart) return new Float32Array(samplesPerClass.length).fill(1);
  return classBalancedWeights(samplesPerClass, cbBeta);
}
