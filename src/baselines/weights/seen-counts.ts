import { assertClassIds, assertNotNegative, isList, reject, rejectType, show, sizeFrom } from '../../checks';

/** The numbers of samples that a training has seen of each class. */
export interface SeenCounts {
  /** The number of each class so far, length K; a copy. */
  readonly counts: Float64Array;
  /**
   * Counts the samples of a batch.
   *
   * @param ids the class ids of the batch
   * @throws RangeError where an id is not one of 0..K−1; TypeError where it is no number
   */
  add(ids: ArrayLike<number>): void;
  /** The counts as plain numbers, to be saved. */
  state(): number[];
  /**
   * Goes on from a saved state.
   *
   * @throws RangeError where it does not hold K numbers of at least 0; TypeError where it is no list of numbers
   */
  restore(state: ArrayLike<number>): void;
}

/**
 * Counts the samples of each class that a training has seen: Seesaw takes its class sizes from them.
 *
 * @param classes number of classes K, at least 1
 * @throws RangeError | TypeError where it is no such number
 * @see Wang et al. 2021, Seesaw Loss for Long-Tailed Instance Segmentation
 *
 * @example
 * ```ts
 * import { seenCounts } from 'mbib/baselines';
 * const seen = seenCounts(3);
 * seen.add([0, 0, 2]);
 * seen.counts; // Float64Array [2, 0, 1]
 * ```
 */
export function seenCounts(classes: number): SeenCounts {
  sizeFrom(1)('classes', classes);
  let counts = new Float64Array(classes);
  return {
    get counts() {
      return counts.slice();
    },
    add(ids) {
      assertClassIds('ids', ids, classes);
      for (let i = 0; i < ids.length; i++) counts[ids[i]!]! += 1;
    },
    state: () => Array.from(counts),
    restore(state) {
      if (!isList(state)) rejectType('state', `hold ${classes} numbers`, show(state));
      if (state.length !== classes) reject('state', `hold ${classes} numbers`, show(state));
      for (let k = 0; k < classes; k++) assertNotNegative(`state[${k}]`, state[k]!);
      counts = Float64Array.from(state);
    },
  };
}
