import { assertClassIds, isList, reject, rejectType, show } from '../../checks';

/**
 * The places of each class's images.
 *
 * @param labels the class id of each image
 * @param classes number of classes; the largest id and 1 where it is left out
 * @throws RangeError where there is no image or an id is not one of 0..classes − 1; TypeError where it is no list of numbers
 */
export function imagesOfClasses(labels: ArrayLike<number>, classes = Infinity): Int32Array[] {
  if (!isList(labels)) rejectType('labels', 'hold the class id of each image, in an array', show(labels));
  if (labels.length === 0) reject('labels', 'hold the class id of at least one image', show(labels));
  assertClassIds('labels', labels, classes);
  let largest = 0;
  for (let i = 0; i < labels.length; i++) largest = Math.max(largest, labels[i]!);
  const counts = new Int32Array(classes < Infinity ? classes : largest + 1);
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]! += 1;
  const images = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  for (let i = 0; i < labels.length; i++) images[labels[i]!]![counts[labels[i]!]!++] = i;
  return images;
}
