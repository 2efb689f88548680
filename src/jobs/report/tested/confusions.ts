import type { TestedRows } from '../../log/outputs/tested-rows';

/** Images of one class that were taken for another one, or for their own. */
export interface Confusion {
  /** The true class. */
  truth: number;
  /** The class that was predicted. */
  predicted: number;
  /** How many images, over all runs. */
  images: number;
}

/** How often classes were taken for which. */
export interface Confusions {
  /** The mistakes, the most frequent first; of as frequent ones in the order of the classes. */
  mistakes: Confusion[];
  /** Test images of each class, over all runs. */
  tested: number[];
  /** Those of them that were predicted right. */
  right: number[];
}

/**
 * Counts what the images of each class are taken for, over several runs together.
 *
 * @param runs labels and predictions of each run
 * @param classes number of classes
 *
 * @example
 * ```ts
 * confusions([{ labels: [0, 0, 1], predictions: [0, 1, 1] }], 2).mistakes; // [{ truth: 0, predicted: 1, images: 1 }]
 * ```
 */
export function confusions(
  runs: readonly Pick<TestedRows, 'labels' | 'predictions'>[],
  classes: number,
): Confusions {
  const tested = new Array<number>(classes).fill(0);
  const right = new Array<number>(classes).fill(0);
  const counts = new Map<number, number>();
  for (const { labels, predictions } of runs) {
    for (let i = 0; i < labels.length; i++) {
      const [truth, predicted] = [labels[i]!, predictions[i]!];
      tested[truth]!++;
      if (truth === predicted) right[truth]!++;
      else {
        const key = truth * classes + predicted;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  }
  const mistakes = Array.from(counts, ([key, images]) => ({
    truth: Math.floor(key / classes),
    predicted: key % classes,
    images,
  }));
  mistakes.sort((a, b) => b.images - a.images || a.truth - b.truth || a.predicted - b.predicted);
  return { mistakes, tested, right };
}

/** What each class is most often taken for besides itself; undefined for a class without mistakes. */
export function mostTakenFor({ mistakes, tested }: Confusions): (Confusion | undefined)[] {
  const most = new Array<Confusion | undefined>(tested.length).fill(undefined);
  // The most frequent come first.
  for (const mistake of mistakes) most[mistake.truth] ??= mistake;
  return most;
}
