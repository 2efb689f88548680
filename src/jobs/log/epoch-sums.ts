/** Sums over the steps of the epoch under way. */
export interface EpochSums {
  /** Of each batch's mean loss times its size. */
  loss: number;
  correct: number;
  images: number;
  seconds: number;
}

/** The sums at the start of an epoch. */
export function noSums(): EpochSums {
  return { loss: 0, correct: 0, images: 0, seconds: 0 };
}

/** What a log says of an epoch's training, from its sums. */
export function epochFigures({ loss, correct, images, seconds }: EpochSums, evaluationSeconds: number) {
  return {
    loss: loss / images,
    trainAccuracy: correct / images,
    imagesPerSecond: images / seconds,
    seconds: seconds + evaluationSeconds,
  };
}
