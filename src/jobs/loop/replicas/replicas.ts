import type * as tf from '@tensorflow/tfjs-core';
import type { Batch, ImageBatches } from '../../data/batch-source';
import type { BatchOutputs } from '../batch-outputs';
import type { StepBatch } from '../step-batch';

/** What a step needs of a batch before the optimizer moves the weights. The caller frees all of it. */
export interface BatchGradients {
  /** `[loss, number of correct predictions]` */
  lossAndCorrect: tf.Tensor1D;
  /** By the names of the variables. A variable that the loss does not depend on has none. */
  gradients: Map<string, tf.Tensor>;
}

/** Copies of a net that compute at the same time, each some of the images. The net itself is the first of them. */
export interface Replicas {
  /**
   * The gradients of the loss of a batch, added up over parts of it, a part a replica. Batch normalisation normalises within
   * a part; the running statistics of the net become the mean of those of the replicas.
   *
   * @throws Error where a replica has ended
   */
  gradients(batch: StepBatch): Promise<BatchGradients>;
  /** Predictions with the weights that the net has now. They must not change before the last promise is settled. */
  predictor(): Predictor;
  /** All outputs with the weights that the net has now, likewise. */
  observer(): Observer;
}

/**
 * The classes of a batch of images, `[size]`: those that the classifier finds most probable. The pixels have been read or copied when the call
 * returns.
 *
 * @throws Error where a replica has ended
 */
export type Predictor = (source: ImageBatches, batch: Batch) => Promise<Int32Array>;

/** The outputs of a batch of images, likewise. */
export type Observer = (source: ImageBatches, batch: Batch) => Promise<BatchOutputs>;
