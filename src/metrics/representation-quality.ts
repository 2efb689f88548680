import type * as tf from '@tensorflow/tfjs-core';
import { reject } from '../checks';
import type { ClassIds } from './read-class-ids';
import { readLabels } from './read-labels';
import { readMatrix } from './read-matrix';

/** Distances within the classes and between them. */
export interface RepresentationQuality {
  /** D_Intra, Eq. 15: the mean distance between two features of a class, averaged over the classes. */
  intra: number;
  /** D_Inter, Eq. 16: the mean distance between the centres (mean features) of two classes. */
  inter: number;
  /** ρ = D_Intra / D_Inter, Eq. 17. The smaller it is, the better the features tell the classes apart. */
  ratio: number;
}

/**
 * The quality of a representation by Eq. 15–17: how far apart features of one class are, how far apart the classes are, and the
 * ratio of the two.
 *
 * Distances are Euclidean, computed pair by pair in double precision. The time grows with the square of the number of samples of
 * a class; the memory does not. As in Eq. 15, the distance 0 of a feature to itself counts, so that a class with one sample
 * has 0. For the groups of the paper's Table 5, pass the samples of the group's classes.
 *
 * @param labels true class ids, an array or a tensor `[n]` or `[n, 1]`, or one-hot rows `[n, K]`. The classes are those that
 * occur; there must be at least two
 * @param features the representation of each sample, `[n, width]`
 * @throws RangeError where lengths differ, a feature is not finite, the numbers of a row of labels are not in 0..1 or do not sum to 1,
 * fewer than two classes occur, or all their centres are the same
 * @throws TypeError where an argument is of another type
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
  const { values, rows, columns } = await readMatrix('features', features);
  const ids = await readLabels(labels, Infinity, rows);
  const indices = Array.from(ids, (_, i) => i);
  const classes = [...new Set(Array.from(ids))].map((id) => indices.filter((i) => ids[i] === id));
  const count = classes.length;
  if (count < 2) reject('labels', 'hold at least two classes', 'one');

  // A pair of different features occurs twice in the |R|² pairs of Eq. 15.
  const intra = classes.reduce(
    (sum, members) => sum + (2 * sumOfDistances(values, columns, members)) / members.length ** 2 / count,
    0,
  );
  const centres = classes.flatMap((members) => centreOf(values, columns, members));
  const inter = (2 * sumOfDistances(centres, columns, [...classes.keys()])) / (count * (count - 1));
  if (inter === 0) reject('features', 'differ between the classes', 'one centre');
  return { intra, inter, ratio: intra / inter };
}

/** Sum of the Euclidean distances of all pairs of different rows, in double precision. */
function sumOfDistances(values: ArrayLike<number>, columns: number, rows: number[]): number {
  let sum = 0;
  for (let j = 1; j < rows.length; j++) {
    const a = rows[j]! * columns;
    for (let k = 0; k < j; k++) {
      const b = rows[k]! * columns;
      let squares = 0;
      for (let i = 0; i < columns; i++) {
        const difference = values[a + i]! - values[b + i]!;
        squares += difference * difference;
      }
      sum += Math.sqrt(squares);
    }
  }
  return sum;
}

function centreOf(values: ArrayLike<number>, columns: number, rows: number[]): number[] {
  return Array.from(
    { length: columns },
    (_, i) => rows.reduce((sum, row) => sum + values[row * columns + i]!, 0) / rows.length,
  );
}
