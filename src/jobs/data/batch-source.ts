import type { MersenneTwister } from './mersenne-twister';
import type { Preprocessing } from './preprocessing/preprocessing';

/** A batch of images, ready for the network. */
export interface Batch {
  /** Which images of the source these are, `[size]`. Images that could not be read are left out. */
  indices: Int32Array;
  /**
   * The normalised pixels, `[size, ...imageShape]`. The source may write the next batch into the same memory, so use or
   * copy them before asking for it.
   */
  pixels: Float32Array;
}

/** Labelled images that come in batches: from a set in memory, or from photographs that are read when they are needed. */
export interface ImageBatches {
  /** The class id of each image, `[images]`, 0..classes−1. */
  readonly labels: Int32Array;
  /** Number of classes. */
  readonly classes: number;
  /** Name of each class, in label order. */
  readonly classNames: readonly string[];
  /** Shape of an image, `[height, width, channels]`; of features that were computed before, `[width]`. */
  readonly imageShape: readonly number[];
  /**
   * How pictures became the source's images, where nothing was changed at random: a classifier is saved with it. Left out where the
   * images are none, such as features.
   */
  readonly preprocessing?: Preprocessing | undefined;
  /** How many images could not be read so far, and were left out, those included that `labels` has no more. */
  readonly skipped: number;
  /**
   * The same images as an evaluation takes them, without what is changed at random, and each once where the source has them several times.
   * Left out where the source is that itself.
   */
  plain?(): ImageBatches;
  /**
   * Of features that were computed before, the pictures that they are of, under the same numbers: for people to look at. Left out where the
   * images are pictures themselves, or nobody knows them.
   */
  pictures?(): Promise<ImageBatches>;
  /**
   * The batches, one after the other. A source may read the next ones ahead; it stops when the iteration is left.
   *
   * @param order which images each batch is made of
   * @param randomOf returns the generator of random numbers for the augmentation of a batch, by the batch's number; a source
   * that does not augment never calls it
   * @throws Error where an image cannot be read and the source does not leave such images out
   */
  batches(order: readonly Int32Array[], randomOf: (batch: number) => MersenneTwister): AsyncIterable<Batch>;
}

/** Batches with a fingerprint, by which a run that is resumed finds out whether it still has the same images. */
export interface BatchSource extends ImageBatches {
  /** A text that is another one where the images or their labels are others. */
  readonly fingerprint: string;
}
