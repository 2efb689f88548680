import type * as tf from '@tensorflow/tfjs-core';
import type { ClassCounts } from '../../checks';
import { isClassIds } from '../assert-labels';
import type { ConnectedHeads, LossWithGradient } from '../connected-heads';
import type { Connection } from '../connections';

/** A loss as the fused forms compute it: a scalar, with class ids as labels. Training uses such losses. */
export interface FusedLoss {
  samplesPerClass: ClassCounts;
  labels: tf.Tensor;
  headWeights: readonly number[];
  m: number;
  /** Factor of the logarithms of the counts, Eq. 4. Left out, 1. */
  tau?: number | undefined;
  /** Whether the class weights of the samples are divided by their sum over the batch: reduction 'mean', not 'sum'. */
  mean: boolean;
  /** What they are divided by instead, where the samples are a part of a batch. */
  wholeWeight?: number | undefined;
  /** The size of the batch that a self-distillation is the mean over, where the samples are a part of it. */
  wholeSamples?: number | undefined;
  connections: readonly Connection[];
  gamma: number;
}

/**
 * Computes such a loss; `inputs` are those of `connectedHeadsLoss`. Where it is not `differentiated`, its gradient will not be asked
 * for and need not be there.
 */
export type FusedImplementation = (
  inputs: tf.Tensor2D[],
  loss: FusedLoss,
  differentiated: boolean,
) => LossWithGradient;

/** A loss as the fused forms compute it; undefined where they do not: other labels, a loss for each sample, no cross-entropy. */
export function asFusedLoss({
  samplesPerClass,
  crossEntropy,
  distillation,
}: ConnectedHeads): FusedLoss | undefined {
  if (!crossEntropy || crossEntropy.reduction === 'none' || !isClassIds(crossEntropy.labels))
    return undefined;
  const { reduction, ...rest } = crossEntropy;
  return { samplesPerClass, mean: reduction === 'mean', connections: [], gamma: 0, ...rest, ...distillation };
}
