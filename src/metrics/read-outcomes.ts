import { rejectType } from '../checks';
import { type ClassIds, hasColumns, readClassIds } from './read-class-ids';
import { readLabels } from './read-labels';

/** What was predicted of a test set: the true and the predicted class of each sample, and how many classes there are. */
export interface Outcomes {
  labels: ArrayLike<number>;
  predictions: ArrayLike<number>;
  classes: number;
}

/**
 * Reads labels and predictions. The number of classes is that of their columns, or `classes` where both are ids.
 *
 * @throws TypeError where nothing says how many classes there are
 * @throws RangeError where `classes`, labels and predictions do not agree
 */
export async function readOutcomes(
  labels: ClassIds,
  predictions: ClassIds,
  classes: number | undefined,
): Promise<Outcomes> {
  const ofRows = [predictions, labels].find(hasColumns);
  // A tensor of another rank is refused where it is read.
  const count = classes ?? (ofRows && (ofRows.shape.at(-1) ?? 1));
  if (count === undefined) {
    // What is wrong with them comes first.
    const ids = await readClassIds('labels', labels);
    await readClassIds('predictions', predictions, Infinity, ids.length);
    rejectType('options.classes', 'be given where labels and predictions are class ids', 'nothing');
  }
  const truth = await readLabels(labels, count);
  return {
    labels: truth,
    predictions: await readClassIds('predictions', predictions, count, truth.length),
    classes: count,
  };
}
