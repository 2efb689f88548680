import { longTailedCounts } from 'mbib';
import { MersenneTwister } from 'mbib/jobs';

/** Labelled points in the plane. */
export interface Points {
  /** x and y of each point in turn, `[points, 2]`. */
  places: Float32Array;
  /** The class of each point, `[points]`. */
  labels: Int32Array;
}

/** The names of the classes, from the most to the least frequent. */
export const toyClasses = ['frequent', 'less frequent', 'rare'] as const;

/** New points of each class, by which a classifier is judged. */
export const newPointsPerClass = 100;

/** The least and the greatest imbalance that can be set. */
export const toyImbalance = { least: 1, greatest: 50 } as const;

/** The plane as it is drawn: from −`halfSide` to `halfSide` in both directions. */
export const halfSide = 3;

const most = 150;
const deviation = 0.75;
const centres: readonly (readonly [x: number, y: number])[] = [
  [-0.9, 0.55],
  [0.9, 0.55],
  [0, -1],
];

/**
 * Number of training points of each class, from the most frequent to the rarest.
 *
 * @param imbalance points of the most frequent class divided by those of the rarest
 */
export function toyCounts(imbalance: number): number[] {
  return longTailedCounts({ classes: toyClasses.length, max: most, imbalanceFactor: imbalance });
}

/**
 * The points to train on. The same class has the same points, of which there are only more where the imbalance is smaller.
 *
 * @param counts number of points of each class
 */
export function trainingPoints(counts: readonly number[]): Points {
  return drawn(counts, 0);
}

/** As many new points of every class, which no classifier was trained on. */
export function newPoints(): Points {
  return drawn(
    toyClasses.map(() => newPointsPerClass),
    toyClasses.length,
  );
}

/** Points around the centres of their classes; every class has a random stream of its own. */
function drawn(counts: readonly number[], firstSeed: number): Points {
  const labels = Int32Array.from(counts.flatMap((count, k) => new Array<number>(count).fill(k)));
  const streams = counts.map((_, k) => new MersenneTwister(firstSeed + k));
  const places = new Float32Array(2 * labels.length);
  labels.forEach((label, i) => {
    for (const axis of [0, 1] as const) {
      places[2 * i + axis] = centres[label]![axis] + deviation * streams[label]!.normal();
    }
  });
  return { places, labels };
}
