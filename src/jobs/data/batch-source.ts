import type { MersenneTwister } from './mersenne-twister';

/** Some samples, as the network takes them. */
export interface Batch {
  /** `[size]`, which samples of the source these are; fewer than asked for where some could not be read. */
  indices: Int32Array;
  /** `[size, height, width, channels]`, normalised. Its memory may be used again once the next batch is asked for. */
  pixels: Float32Array;
}

/** Images in batches: from a set in memory, or from photographs read as they are needed. */
export interface ImageBatches {
  /** `[samples]`, 0..classes−1. */
  readonly labels: Int32Array;
  /** How many there are. */
  readonly classes: number;
  /** In label order, `classes` long. */
  readonly classNames: readonly string[];
  /** `[height, width, channels]` of every image of a batch. */
  readonly imageShape: readonly [height: number, width: number, channels: number];
  /** How many samples could not be read and were left out, so far. */
  readonly skipped: number;
  /**
   * The batches of the given samples, in order, read ahead as far as the source sees fit; leaving the iteration ends
   * that.
   *
   * @param order samples of each batch
   * @param randomOf the generator of a batch's augmentation; a source without augmentation does not ask for it
   * @throws Error where a sample cannot be read and the source does not leave such ones out
   */
  batches(order: readonly Int32Array[], randomOf: (batch: number) => MersenneTwister): AsyncIterable<Batch>;
}

/** Where a job's training loop gets its images: batches that a resumed run can tell from others. */
export interface BatchSource extends ImageBatches {
  /** Differs where the samples or their labels do. */
  readonly fingerprint: string;
}
