/** Sums over the steps of the epoch under way. */
export interface EpochSums {
  /** Of each batch's mean loss times its size. */
  loss: number;
  /** Images whose class was predicted. */
  correct: number;
  /** Images seen. */
  images: number;
  /** What the steps took. */
  seconds: number;
}

/** The sums at the start of an epoch. */
export function noSums(): EpochSums {
  return { loss: 0, correct: 0, images: 0, seconds: 0 };
}

/** What a log says of an epoch's training. */
export interface EpochFigures {
  /** Mean over the images. */
  loss: number;
  /** Share of the training images whose class was predicted, as they were augmented. */
  trainAccuracy: number;
  /** Training images a second. */
  imagesPerSecond: number;
  /** Training and evaluation. */
  seconds: number;
}

/** The figures of an epoch from its sums; `evaluationSeconds` is what its evaluation took. */
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
