import { digitsCounts, type ImageSet, longTailedDigits } from 'mbib/jobs';
import type { PlaygroundData } from '../state/playground-data';

/**
 * The digits, long-tailed as `npm run demo` makes them.
 *
 * @param pool all digits
 * @param imbalanceFactor images of the most frequent digit divided by those of the rarest
 * @param seed chooses the training images that are shown
 * @throws RangeError where the factor leaves a digit without an image
 */
export function digitsData(pool: ImageSet, imbalanceFactor: number, seed: number): PlaygroundData {
  const samplesPerClass = digitsCounts(imbalanceFactor);
  const { train, test } = longTailedDigits(pool, seed, samplesPerClass);
  return {
    id: `digits-${imbalanceFactor}`,
    kind: 'digits',
    title: 'Handwritten digits',
    train,
    test,
    samplesPerClass,
    pool,
    leftOut: [],
  };
}
