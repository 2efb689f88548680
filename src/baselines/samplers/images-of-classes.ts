import { assertClassIds, isList, reject, rejectType, SIZE_END, show } from '../../checks';

/**
 * The places of the images of each class that has some, in the order of the class ids: the others are never drawn.
 *
 * @param labels the class id of each image
 * @param classes number of classes; below 2²⁴ where it is left out
 * @throws RangeError where there is no image or an id is not one of 0..classes − 1; TypeError where it is no list of numbers
 */
export function imagesOfClasses(labels: ArrayLike<number>, classes = SIZE_END): Int32Array[] {
  if (!isList(labels)) rejectType('labels', 'hold the class id of each image, in an array', show(labels));
  if (labels.length === 0) reject('labels', 'hold the class id of at least one image', show(labels));
  assertClassIds('labels', labels, classes);
  let largest = 0;
  for (let i = 0; i < labels.length; i++) largest = Math.max(largest, labels[i]!);
  const counts = new Int32Array(largest + 1);
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]! += 1;
  const images: Int32Array[] = [];
  const listOf = new Int32Array(largest + 1);
  for (let k = 0; k <= largest; k++) {
    if (counts[k]! > 0) listOf[k] = images.push(new Int32Array(counts[k]!)) - 1;
  }
  counts.fill(0);
  for (let i = 0; i < labels.length; i++) images[listOf[labels[i]!]!]![counts[labels[i]!]!++] = i;
  return images;
}
