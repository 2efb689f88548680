import type * as tf from '@tensorflow/tfjs-core';
import {
  assertFiniteMatrix,
  assertSameLength,
  type ClassIds,
  type Matrix,
  readClassIds,
  readMatrix,
} from './read';

/** How close the features of a class are, and how far apart the classes. */
export interface RepresentationQuality {
  /** D_Intra, Eq. 15: the mean over the classes of the mean distance between two features of the class. */
  intra: number;
  /** D_Inter, Eq. 16: the mean distance between the centres of two classes. */
  inter: number;
  /** ρ = D_Intra / D_Inter, Eq. 17. The smaller, the better the representation. */
  ratio: number;
}

/**
 * Quality of a representation by Eq. 15–17: the distances within the classes, between them, and their ratio.
 *
 * Distances are Euclidean, and exact: they are summed in double precision, pair by pair, with no matrix of them in
 * memory. As in Eq. 15 a feature's distance of 0 to itself counts, so a class of one sample has 0. For the groups of
 * Table 5 pass the samples of the group's classes.
 *
 * @param labels true class ids, an array or a tensor `[n]` or `[n, 1]`, or one-hot rows `[n, K]`; the classes are those
 * that occur
 * @param features representations `[n, width]`
 * @throws RangeError where lengths differ, a feature is not finite, fewer than two classes occur, or all their centres
 * are the same
 * @see Mixture of Balanced Information Bottlenecks, Eq. 15–17
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { representationQuality } from 'mbib';
 * const features = tf.tensor2d([[0, 0], [0, 2], [5, 0], [5, 2]]);
 * await representationQuality([0, 0, 1, 1], features); // { intra: 1, inter: 5, ratio: 0.2 }
 * ```
 */
export async function representationQuality(
  labels: ClassIds,
  features: tf.Tensor,
): Promise<RepresentationQuality> {
  const matrix = await readMatrix('features', features);
  assertFiniteMatrix('features', matrix);
  const ids = await readClassIds('labels', labels);
  assertSameLength('features', matrix.rows, ids);
  const classes = rowsOfClasses(ids);
  if (classes.length < 2) throw new RangeError('labels must hold at least two classes, got one');

  const members = classes.map((rows) => gather(matrix, rows));
  const intra = mean(members.map(meanDistanceWithin));
  const inter = meanDistanceBetween(members.map(centre));
  if (inter === 0) throw new RangeError('features must differ between the classes: all centres are the same');
  return { intra, inter, ratio: intra / inter };
}

function rowsOfClasses(ids: ArrayLike<number>): number[][] {
  const rows = new Map<number, number[]>();
  for (let row = 0; row < ids.length; row++) {
    const known = rows.get(ids[row]!);
    if (known) known.push(row);
    else rows.set(ids[row]!, [row]);
  }
  return [...rows.values()];
}

/** Features in double precision, one after the other: what the pairwise loop reads fastest. */
interface Points {
  values: Float64Array;
  count: number;
  width: number;
}

function gather({ values, columns: width }: Matrix, rows: number[]): Points {
  const points = new Float64Array(rows.length * width);
  rows.forEach((row, p) => {
    for (let i = 0; i < width; i++) points[p * width + i] = values[row * width + i]!;
  });
  return { values: points, count: rows.length, width };
}

/** One class's term of Eq. 15: each pair of different features occurs twice in |R|² pairs. */
function meanDistanceWithin(points: Points): number {
  return (2 * sumOfDistances(points)) / points.count ** 2;
}

/** Eq. 16. */
function meanDistanceBetween(centres: Float64Array[]): number {
  const count = centres.length;
  const width = centres[0]!.length;
  const values = new Float64Array(count * width);
  centres.forEach((centre, c) => {
    values.set(centre, c * width);
  });
  return (2 * sumOfDistances({ values, count, width })) / (count * (count - 1));
}

/** Sum of the Euclidean distances of all pairs of different points. */
function sumOfDistances({ values, count, width }: Points): number {
  let sum = 0;
  for (let j = 1; j < count; j++) {
    const a = j * width;
    for (let k = 0; k < j; k++) {
      const b = k * width;
      let squares = 0;
      for (let i = 0; i < width; i++) {
        const difference = values[a + i]! - values[b + i]!;
        squares += difference * difference;
      }
      sum += Math.sqrt(squares);
    }
  }
  return sum;
}

function centre({ values, count, width }: Points): Float64Array {
  const means = new Float64Array(width);
  values.forEach((value, i) => {
    means[i % width]! += value / count;
  });
  return means;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
