import type { PhotoTransform } from './photo-transform';

/** A batch that workers read together; each takes the next photograph as soon as it is done with one. */
export interface BatchTask {
  id: number;
  /** The folder that paths start from, without links. */
  root: string;
  transform: PhotoTransform;
  paths: readonly string[];
  /** `[paths]`, one for the draws of each photograph. */
  seeds: Uint32Array;
  /** `[paths, imageSize, imageSize, 3]` in shared memory, written to. */
  pixels: Float32Array;
  /** `[1]` in shared memory: the next photograph that no worker has taken. */
  next: Int32Array;
}

/** What a worker says once no photograph of a batch is left to take and it is done with its own. */
export interface BatchReport {
  id: number;
  /** Places in the batch, and why. */
  unreadable: { photo: number; reason: string }[];
  /** Why it gave up on the batch, where it did. */
  failure?: string;
}
