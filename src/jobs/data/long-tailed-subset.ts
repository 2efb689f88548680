import { isList, reject, rejectType, show } from '../../checks';
import { type ImageSet, indicesOfClasses, selectImages } from './image-set';
import { MersenneTwister } from './mersenne-twister';

/** What {@link longTailedSubset} returns. */
export interface LongTailedSubset {
  /** The chosen images, class after class in label order. */
  set: ImageSet;
  /** The place of each chosen image in the balanced set, `[chosen]`. */
  indices: Int32Array;
  /** The place of each chosen image among the images of its class, `[chosen]`. */
  positions: Int32Array;
}

/**
 * Makes a balanced set long-tailed, by the same images as the LDAM-DRW repository: class by class, one generator of random
 * numbers shuffles the images of the class, and the first `counts[label]` of them are kept. As a class is always shuffled whole, the
 * images of a smaller count are among those of a larger one.
 *
 * @param set the balanced set
 * @param counts images to keep of each class, in label order (`longTailedCounts`)
 * @param seed of numpy's `RandomState`; the published subset has 0
 * @throws RangeError where there is not one count a class, a class has fewer images than its count, or a label or `seed` is no such number;
 *   TypeError where one is of another type
 * @see Cao et al. 2019, github.com/kaidic/LDAM-DRW, `imbalance_cifar.py`
 *
 * @example
 * ```ts
 * import { longTailedCounts } from 'mbib';
 * import { loadDigits, longTailedSubset } from 'mbib/jobs';
 *
 * const counts = longTailedCounts({ classes: 10, max: 100, imbalanceFactor: 100 });
 * const { set, indices } = longTailedSubset(loadDigits(), counts);
 * ```
 */
export function longTailedSubset(set: ImageSet, counts: readonly number[], seed = 0): LongTailedSubset {
  if (!isList(counts)) rejectType('counts', 'be an array of whole numbers', show(counts));
  if (counts.length !== set.classes) {
    reject('counts', `hold one number for each of the ${set.classes} classes`, `${counts.length}`);
  }
  const random = new MersenneTwister(seed);
  const indices: number[] = [];
  const positions: number[] = [];
  indicesOfClasses(set).forEach((ofClass, label) => {
    const count = counts[label]!;
    if (!Number.isInteger(count) || count < 0 || count > ofClass.length) {
      const images = `the images of '${set.classNames[label]}'`;
      reject(`counts[${label}]`, `be a whole number in 0..${ofClass.length}, ${images}`, show(count));
    }
    const order = random.shuffle(Int32Array.from(ofClass, (_, i) => i));
    for (const position of order.subarray(0, count)) {
      positions.push(position);
      indices.push(ofClass[position]!);
    }
  });
  return {
    set: selectImages(set, indices),
    indices: Int32Array.from(indices),
    positions: Int32Array.from(positions),
  };
}
