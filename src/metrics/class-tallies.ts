import type { Outcomes } from './read-outcomes';

/** Three numbers for each class, from which its precision, recall and F1 follow. */
export interface ClassTallies {
  /** Samples that are of the class. */
  support: Float64Array;
  /** Samples that are of the class and predicted as it. */
  hits: Float64Array;
  /** Samples that are predicted as the class. */
  predicted: Float64Array;
}

/** Counts the samples of each class, those predicted as it, and those for which both hold. */
export function tallyClasses({ labels, predictions, classes }: Outcomes): ClassTallies {
  const tallies = emptyTallies(classes);
  for (let i = 0; i < labels.length; i++) {
    tallies.support[labels[i]!]!++;
    tallies.predicted[predictions[i]!]!++;
    if (labels[i] === predictions[i]) tallies.hits[labels[i]!]!++;
  }
  return tallies;
}

/** Tallies of no sample. */
export function emptyTallies(classes: number): ClassTallies {
  return {
    support: new Float64Array(classes),
    hits: new Float64Array(classes),
    predicted: new Float64Array(classes),
  };
}

/** The recall of each class; NaN for one without samples. */
export function recallsOf({ support, hits }: ClassTallies): Float64Array {
  return hits.map((count, k) => count / support[k]!);
}

/** The classes that have samples. */
export function testedClasses({ support }: ClassTallies): number[] {
  return placesOf(support, (count) => count > 0);
}

/** The classes that have samples or are predicted: those over which scikit-learn's macro F1 is the mean. */
export function occurringClasses({ support, predicted }: ClassTallies): number[] {
  return placesOf(support, (count, k) => count > 0 || predicted[k]! > 0);
}

/** The places of the numbers that are meant: of millions of classes few occur. */
function placesOf(counts: Float64Array, isMeant: (count: number, k: number) => boolean): number[] {
  const places: number[] = [];
  counts.forEach((count, k) => {
    if (isMeant(count, k)) places.push(k);
  });
  return places;
}

/** F1 of a class that occurs, `2·hits / (support + predicted)`; 0 where it is 0 / 0. */
export function f1Of({ support, hits, predicted }: ClassTallies, k: number): number {
  return hits[k] ? (2 * hits[k]!) / (support[k]! + predicted[k]!) : 0;
}
