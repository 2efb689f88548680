import { greatestOfRows } from './greatest-of-rows';
import { assertColumns, assertLength, type ClassIds, hasColumns, readClassIds } from './read-class-ids';
import { readDistributions } from './read-distributions';

/**
 * Reads the true class of each sample. Rows `[n, classes]` have to be one-hot, or soft targets, of which the greatest is taken:
 * anything else, such as `[1, 1, 1]`, says no class.
 *
 * @param classes number of classes; any number where it is left out
 * @param length how many labels there must be; at least one where it is left out
 * @throws RangeError or TypeError as `readClassIds` does, and RangeError where the numbers of a row are not in 0..1 or do not sum to 1
 */
export async function readLabels(
  labels: ClassIds,
  classes = Infinity,
  length?: number,
): Promise<ArrayLike<number>> {
  if (!hasColumns(labels)) return readClassIds('labels', labels, classes, length);
  const rows = await readDistributions('labels', labels, 'be one-hot: numbers in 0..1 that sum to 1');
  assertColumns('labels', rows.columns, classes);
  const ids = greatestOfRows(rows);
  assertLength('labels', ids, length);
  return ids;
}
