import type { WholeBatch } from 'mbib';

/** What a replica is asked for. The images, and before a step the weights, are in the shared memory. */
export type ReplicaTask =
  | {
      type: 'step';
      /** `[images, ...imageShape]` */
      shape: number[];
      /** The whole batch, of which the images are a part. */
      whole: WholeBatch;
      /** The share of the training's epochs that are done. */
      progress: number;
    }
  | {
      type: 'predict';
      /** `[images, ...imageShape]` */
      shape: number[];
      /** Whether the weights are to be taken from the shared memory first. */
      takesWeights: boolean;
    };

/** What a replica answers. All numbers but these are in the shared memory. */
export type ReplicaAnswer =
  /** The net is built. */
  | { type: 'ready' }
  /** The gradients and the running statistics are there; the loss is the part's share of the whole batch's. */
  | { type: 'step'; loss: number; correct: number }
  /** The predicted classes are there. */
  | { type: 'predict' }
  | { type: 'failure'; message: string };
