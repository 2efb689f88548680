import type { BatchOutputs } from '../batch-outputs';
import type { StepBatch, WholeStep } from '../step-batch';

/** What a replica is asked for. The pixels, and before a step or the first prediction the weights, are in the shared memory. */
export type ReplicaTask =
  | {
      type: 'step';
      /** The replica's part of the batch. */
      part: Omit<StepBatch, 'pixels'>;
      /** What its loss needs to know of the whole batch. */
      whole: WholeStep;
    }
  | {
      /** The classes of images, or all outputs of them. */
      type: 'predict' | 'observe';
      /** Number of images. */
      size: number;
      /** Shape of an image. */
      imageShape: readonly number[];
      /** Whether the weights are to be taken from the shared memory first. */
      takesWeights: boolean;
    };

/** What a replica answers. */
export type ReplicaAnswer =
  /** The net is built. */
  | { type: 'ready' }
  /** The gradients and the running statistics are in the shared memory; the loss is the part's share of the whole batch's. */
  | { type: 'step'; loss: number; correct: number }
  /** The predicted class of each image. */
  | { type: 'predict'; result: Int32Array }
  /** The outputs of each image. */
  | { type: 'observe'; result: BatchOutputs }
  | { type: 'failure'; message: string };
