import type * as tf from '@tensorflow/tfjs-core';
import type { ClassCounts } from '../../checks';
import { isClassIds } from '../assert-labels';
import type { ConnectedHeads, LossWithGradient } from '../connected-heads';
import type { Connection } from '../connections';

/** What fused forms compute: scalar losses with class ids as labels, as training uses them. */
export interface FusedLoss {
  samplesPerClass: ClassCounts;
  labels: tf.Tensor;
  headWeights: readonly number[];
  m: number;
  /** Whether the class weights of the samples are over their sum. */
  mean: boolean;
  connections: readonly Connection[];
  gamma: number;
}

/** Computes such a loss; `inputs` are as `connectedHeadsLoss` has them. */
export type FusedImplementation = (inputs: tf.Tensor2D[], loss: FusedLoss) => LossWithGradient;

/** A loss as fused forms compute it; undefined where they do not. */
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
