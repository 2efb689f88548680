import type { BatchSource } from '../../data/batch-source';
import { type Split, splits, stratifiedSplit } from '../../data/split/stratified-split';
import type { Features } from '../../files/features/read-features';
import { featureSource } from './feature-source';

/**
 * Splits features from a file: as the file's array `split` says, and without one class by class by a seed, 70 % to train on, 10 % to
 * validate and 20 % to test.
 *
 * @param features as `readFeatures` reads them
 * @param splitSeed a whole number in 0..2³²−1
 * @returns sources for a net on features
 *
 * @example
 * ```ts
 * import { readFeatures, splitFeatures } from 'mbib/jobs';
 *
 * declare const file: string; // numpy.savez(file, features=…, labels=…)
 * const { train, validation, test } = splitFeatures(await readFeatures(file), 0);
 * ```
 */
export function splitFeatures(
  { taps, labels, classes, split }: Features,
  splitSeed: number,
): Record<Split, BatchSource> {
  const contents = Int32Array.from(labels.keys());
  const parts = split
    ? Array.from(split, (part) => splits[part]!)
    : stratifiedSplit({ labels, contents, classes }, { validation: 0.1, test: 0.2 }, splitSeed);
  const width = taps.reduce((sum, tap) => sum + tap.width, 0);
  const classNames = Array.from({ length: classes }, (_, label) => String(label));
  const sourceOf = (part: Split) => {
    const indices = contents.filter((i) => parts[i] === part);
    const values = new Float32Array(indices.length * width);
    for (const [at, i] of indices.entries()) {
      let start = at * width;
      for (const tap of taps) {
        values.set(tap.values.subarray(i * tap.width, (i + 1) * tap.width), start);
        start += tap.width;
      }
    }
    return featureSource({
      views: [values],
      width,
      labels: labels.filter((_, i) => parts[i] === part),
      classNames,
    });
  };
  return { train: sourceOf('train'), validation: sourceOf('validation'), test: sourceOf('test') };
}
