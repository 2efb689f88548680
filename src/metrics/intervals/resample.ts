import { randomBits } from '../../random-bits';

/** A test set in the order in which it is resampled: class after class, within a class by `keyOf`. */
export interface SortedSamples {
  /** The samples, as places in the test set. */
  order: Int32Array;
  /** Where in `order` the samples of each class begin, and at last where they end; length K + 1. */
  starts: Int32Array;
  /** How many samples of each class are drawn. */
  draws: Int32Array;
  /** How much a drawn sample of each class counts. */
  weights: Float64Array;
}

/**
 * Sorts the samples of a test set by class, so that the order in which they come changes no interval, and says how many of each class
 * are drawn: of n samples n − 1, which count n / (n − 1) each. n drawn ones would differ too little from each other, by a third
 * in variance where a class has 3 samples. The only sample of a class is always drawn.
 *
 * @param keyOf what decides the order within a class: two samples of a class with the same key have to be interchangeable
 * @see Rao and Wu 1988, Resampling Inference with Complex Survey Data
 */
export function sortSamples(
  labels: ArrayLike<number>,
  classes: number,
  keyOf: (sample: number) => number,
): SortedSamples {
  const order = Int32Array.from(labels, (_, i) => i);
  order.sort((i, j) => labels[i]! - labels[j]! || keyOf(i) - keyOf(j));
  const starts = new Int32Array(classes + 1);
  for (let i = 0; i < labels.length; i++) starts[labels[i]! + 1]!++;
  for (let k = 0; k < classes; k++) starts[k + 1]! += starts[k]!;
  const sizes = Int32Array.from({ length: classes }, (_, k) => starts[k + 1]! - starts[k]!);
  const draws = sizes.map((size) => (size > 1 ? size - 1 : size));
  const weights = Float64Array.from(sizes, (size, k) => (size > 0 ? size / draws[k]! : 0));
  return { order, starts, draws, weights };
}

/**
 * Draws test sets from a test set, with replacement, within each class: every drawn one has the same number of samples of each class,
 * as the test sets of a benchmark have.
 *
 * @param use called once for each drawn test set, with places in `order`, class after class
 */
export function resample(
  { starts, draws }: SortedSamples,
  { resamples, seed }: { resamples: number; seed: number },
  use: (drawn: Int32Array, index: number) => void,
): void {
  const bits = randomBits(seed);
  const drawn = new Int32Array(draws.reduce((sum, count) => sum + count, 0));
  for (let index = 0; index < resamples; index++) {
    let end = 0;
    for (let k = 0; k < draws.length; k++) {
      const start = starts[k]!;
      // 32 random bits times this are a number of at least 0 and below the number of samples.
      const scale = (starts[k + 1]! - start) / 2 ** 32;
      for (let i = draws[k]!; i > 0; i--) drawn[end++] = start + Math.floor(bits() * scale);
    }
    use(drawn, index);
  }
}
