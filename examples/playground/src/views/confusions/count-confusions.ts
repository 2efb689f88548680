import type { ImageSet } from 'mbib/jobs';
import { splitOf } from '../../state/split-of';
import { type ShownGroup, testedRuns } from '../shown-group';

/** What the test images of a group's runs were taken for. */
export interface Confusions {
  /** Number of classes. */
  classes: number;
  /** How often a class was taken for another or itself, over all runs, by `truth · classes + predicted`; what never happened is not there. */
  counts: ReadonlyMap<number, number>;
  /** Test images of each class, over all runs. */
  images: Float64Array;
  /** How many runs were counted. */
  runs: number;
}

/** Counts what was taken for what; undefined where no run has been tested. */
export function countConfusions(group: ShownGroup): Confusions | undefined {
  const runs = testedRuns(group);
  const classes = group.data?.train.classes ?? 0;
  if (runs.length === 0 || classes === 0) return undefined;
  const counts = new Map<number, number>();
  const images = new Float64Array(classes);
  for (const { labels, predictions } of runs) {
    for (let i = 0; i < labels.length; i++) {
      const pair = labels[i]! * classes + predictions[i]!;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
      images[labels[i]!]!++;
    }
  }
  return { classes, counts, images, runs: runs.length };
}

/** One class taken for another. */
export interface Confusion {
  truth: number;
  predicted: number;
  /** How often, over all runs. */
  count: number;
  /** Share of the test images of the true class. */
  share: number;
}

/** As many images without a confusion are added to those of a class, so that one wrong picture of one does not come first. */
const CAUTION = 4;

/**
 * The most frequent confusions by their share of the test images of the class, cautiously where these are few.
 *
 * @param most how many
 */
export function worstConfusions({ classes, counts, images }: Confusions, most: number): Confusion[] {
  const found: Confusion[] = [];
  for (const [pair, count] of counts) {
    const [truth, predicted] = [Math.floor(pair / classes), pair % classes];
    if (truth !== predicted) found.push({ truth, predicted, count, share: count / images[truth]! });
  }
  const rank = ({ truth, count }: Confusion) => count / (images[truth]! + CAUTION);
  return found.sort((a, b) => rank(b) - rank(a) || b.count - a.count).slice(0, most);
}

/** Some test images that the group's first tested run took for another class. */
export function wrongImages(
  group: ShownGroup,
  { truth, predicted }: Pick<Confusion, 'truth' | 'predicted'>,
  most: number,
): { set: ImageSet; places: number[] } | undefined {
  for (const { seed, labels, predictions } of testedRuns(group)) {
    const places: number[] = [];
    for (let i = 0; i < labels.length && places.length < most; i++) {
      if (labels[i] === truth && predictions[i] === predicted) places.push(i);
    }
    if (places.length > 0) return { set: splitOf(group.data!, seed).test, places };
  }
  return undefined;
}
