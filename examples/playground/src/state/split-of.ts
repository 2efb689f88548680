import { type ImageSplit, longTailedDigits } from 'mbib/jobs';
import type { PlaygroundData } from './playground-data';

const kept = new WeakMap<PlaygroundData, Map<number, ImageSplit>>();

/**
 * The training and test images of a run. Of the digits the seed chooses which are for training, as in `npm run demo`, and all others are
 * for testing; pictures of one's own are always divided in the same way. The same data and seed give the same object.
 *
 * @param seed the run's seed
 */
export function splitOf(data: PlaygroundData, seed: number): ImageSplit {
  if (!data.pool) return { train: data.train, test: data.test };
  const ofData = kept.get(data) ?? new Map<number, ImageSplit>();
  kept.set(data, ofData);
  const split = ofData.get(seed) ?? longTailedDigits(data.pool, seed, data.samplesPerClass);
  ofData.set(seed, split);
  return split;
}
