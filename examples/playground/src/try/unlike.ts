import { type ImageSet, selectImages } from 'mbib/jobs';
import type { PlaygroundData } from '../state/playground-data';
import type { Run } from '../state/run';
import { splitOf } from '../state/split-of';
import { evenly } from '../worker/evenly';
import { featuresOf, featuresOfPicture } from '../worker/features/features';
import { backboneWidths } from '../worker/features/taps';
import { representPixels } from './classifiers';
import { isUnlike, type Likeness, learnLikeness } from './likeness';

const MOST = { train: 1000, test: 400 };

const learnt = new Map<string, Promise<Likeness | undefined>>();

/**
 * Whether a picture is unlike everything that a run was trained on; undefined where that is not known, as the run's pictures are not here
 * any more.
 *
 * @param pixels what the run's classifier takes of it
 */
export async function unlike(
  run: Run,
  data: PlaygroundData,
  pixels: Uint8Array,
): Promise<boolean | undefined> {
  const fromFeatures = run.settings.from === 'features';
  // What features make of a picture does not depend on the run.
  const key = fromFeatures ? data.id : run.id;
  const learning = learnt.get(key) ?? (fromFeatures ? likenessOfFeatures(data) : likenessOfRun(run, data));
  learnt.set(key, learning);
  const likeness = await learning;
  if (!likeness) return undefined;
  const representation = fromFeatures
    ? (await featuresOfPicture(pixels)).slice(-likeness.width)
    : await representPixels(run.id, pixels);
  return representation && isUnlike(likeness, representation);
}

async function likenessOfRun(run: Run, data: PlaygroundData): Promise<Likeness | undefined> {
  const { train, test } = splitOf(data, run.settings.seed);
  const [shown, held] = await Promise.all(
    [some(train, MOST.train), some(test, MOST.test)].map(({ images }) => representPixels(run.id, images)),
  );
  if (!shown || !held) return undefined;
  return learnLikeness(shown, held, shown.length / Math.min(train.labels.length, MOST.train));
}

async function likenessOfFeatures(data: PlaygroundData): Promise<Likeness | undefined> {
  if (!data.originals) return undefined;
  const { train, test } = await featuresOf(data);
  return learnLikeness(deepest(train), deepest(test), backboneWidths.at(-1)!);
}

/** The features of the deepest tap, which the classifier reads. */
function deepest(features: Float32Array): Float32Array {
  const width = backboneWidths.at(-1)!;
  const all = backboneWidths.reduce((sum, each) => sum + each);
  const rows = new Float32Array((features.length / all) * width);
  for (let row = 0; row * all < features.length; row++) {
    rows.set(features.subarray((row + 1) * all - width, (row + 1) * all), row * width);
  }
  return rows;
}

/** At most so many pictures of a set, evenly spaced. */
function some(set: ImageSet, most: number): ImageSet {
  const count = set.labels.length;
  return count <= most ? set : selectImages(set, evenly(count, most));
}
