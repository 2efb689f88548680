import * as tf from '@tensorflow/tfjs-core';
import { representationQuality, type ShotAccuracyOptions, shotBounds } from 'mbib';
import { GROUPS, groupWithin } from '../../log/groups';

/** What the groups of classes go by. */
export interface Grouping {
  /** Training images of each class. */
  samplesPerClass: readonly number[];
  /** Bounds of the groups. Default `shotBounds`. */
  bounds?: ShotAccuracyOptions | undefined;
}

/** The most numbers of a representation, and of products, that are gone through for it: some seconds at most. */
const MOST_NUMBERS = 2 ** 25;
const MOST_PRODUCTS = 2 ** 31;

/**
 * The distances of Eq. 15 and 16 in each of the groups, as Table 5 of the paper has them: of the samples of the group's classes.
 *
 * @param labels class of each sample
 * @param values the representation of each, `[samples, width]`
 * @returns D_Intra, then D_Inter, of each of `GROUPS`; NaN for a group of fewer than two classes, or whose classes have one centre
 */
export async function groupDistances(
  labels: Int32Array,
  values: Float32Array,
  { samplesPerClass, bounds }: Grouping,
): Promise<Float32Array> {
  const width = values.length / labels.length;
  const within = { ...shotBounds, ...bounds };
  const distances = new Float32Array(2 * GROUPS.length).fill(Number.NaN);
  for (const [column, group] of GROUPS.entries()) {
    const isIn = (samples: number) => group === 'all' || groupWithin(samples, within) === group;
    const rows = Array.from(labels.keys()).filter((row) => isIn(samplesPerClass[labels[row]!]!));
    const own = rows.map((row) => labels[row]!);
    if (new Set(own).size < 2) continue;
    const features = tf.tensor2d(rowsOf(values, width, rows), [rows.length, width]);
    // Refused where all centres are the same, or a number is not finite.
    const quality = await representationQuality(own, features).catch(() => undefined);
    features.dispose();
    if (!quality) continue;
    distances[column] = quality.intra;
    distances[GROUPS.length + column] = quality.inter;
  }
  return distances;
}

/** Whether the distances of a representation of a test set are few enough to be computed. */
export function areFew(labels: Int32Array, width: number): boolean {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  let pairs = counts.size ** 2 / 2;
  for (const count of counts.values()) pairs += count ** 2 / 2;
  return labels.length * width <= MOST_NUMBERS && pairs * width <= MOST_PRODUCTS;
}

/** Some rows of a matrix. */
export function rowsOf(matrix: Float32Array, width: number, rows: ArrayLike<number>): Float32Array {
  const chosen = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    chosen.set(matrix.subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width);
  }
  return chosen;
}
