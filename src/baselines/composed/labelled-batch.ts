import * as tf from '@tensorflow/tfjs-core';
import { targetsAndSampleWeights } from '../../losses/composed/targets-and-sample-weights';
import { exactLabels } from '../../losses/exact-labels';
import type { ResolvedLossOptions } from './loss-options';

/** What a batch's labels say. */
export interface LabelledBatch {
  /** `[batch, classes]`: one-hot for class ids, else as they were given. */
  targets: tf.Tensor2D;
  /** By what each sample's loss is multiplied, `[batch]`: its class weight, divided by the sum of them for a mean. */
  shares: tf.Tensor1D;
}

/**
 * Reads labels as targets, and what each sample counts. With soft targets a sample's class weight is `Σ_k w_k y_k`; one without a
 * label counts nothing. A class id that is none makes its sample's loss NaN, where reading it would have taken too long.
 */
export function labelledBatch(
  labels: tf.Tensor,
  classes: number,
  { classWeights, reduction, whole }: ResolvedLossOptions,
): LabelledBatch {
  const weights = classWeights ? Float32Array.from(classWeights) : new Float32Array(classes).fill(1);
  const { targets, sampleWeights } = targetsAndSampleWeights(exactLabels(labels, classes), weights);
  // Where no sample counts their sum is 0, and so is the mean.
  const shares =
    reduction === 'mean' ? tf.divNoNan(sampleWeights, whole?.weight ?? tf.sum(sampleWeights)) : sampleWeights;
  return { targets, shares: shares as tf.Tensor1D };
}
