/** Sums over the steps of the epoch under way. */
export interface EpochSums {
  /** Sum of the losses of the images: of each batch, its mean loss times its number of images. */
  loss: number;
  /** Number of images whose class was predicted. */
  correct: number;
  /** Number of images seen. */
  images: number;
  /** Seconds that the steps took. */
  seconds: number;
}

/**
 * The sums at the start of an epoch: all of them 0, in a new object that `trainEpoch` counts up.
 *
 * @example
 * ```ts
 * import { noSums } from 'mbib/jobs';
 *
 * const position = { epoch: 0, step: 0, sums: noSums() }; // for trainEpoch
 * ```
 */
export function noSums(): EpochSums {
  return { loss: 0, correct: 0, images: 0, seconds: 0 };
}

/** What a log says of an epoch's training. */
export interface EpochFigures {
  /** Mean loss over the training images. */
  loss: number;
  /** Fraction 0..1 of the training images, as they were augmented, whose class was predicted. */
  trainAccuracy: number;
  /** Training images a second, without the time that the evaluation took. */
  imagesPerSecond: number;
  /** Seconds that training and evaluation took together. */
  seconds: number;
}

/**
 * What a log says of an epoch's training, from the sums over its steps. Of an epoch without images, the means are NaN.
 *
 * @param sums over all steps of the epoch
 * @param evaluationSeconds seconds that the evaluation after it took; 0 where there was none
 *
 * @example
 * ```ts
 * import { epochFigures } from 'mbib/jobs';
 *
 * const sums = { loss: 552, correct: 138, images: 276, seconds: 2 };
 * epochFigures(sums, 0.5); // { loss: 2, trainAccuracy: 0.5, imagesPerSecond: 138, seconds: 2.5 }
 * ```
 */
export function epochFigures(
  { loss, correct, images, seconds }: EpochSums,
  evaluationSeconds: number,
): EpochFigures {
  return {
    loss: loss / images,
    trainAccuracy: correct / images,
    imagesPerSecond: images / seconds,
    seconds: seconds + evaluationSeconds,
  };
}
