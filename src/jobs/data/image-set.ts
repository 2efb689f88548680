import { assertClassIds, assertWholeNumber, isList, reject, rejectType, show } from '../../checks';
import { assertPlaces } from './assert-places';

/** Labelled images of one size in memory, one byte for each channel of each pixel. */
export interface ImageSet {
  /** The pixels, `[images, height, width, channels]`, 0..255. */
  images: Uint8Array;
  /** The class id of each image, `[images]`, 0..classes−1. */
  labels: Int32Array;
  /** Height of an image in pixels. */
  height: number;
  /** Width of an image in pixels. */
  width: number;
  /** Number of channels: 1 for grey images, 3 for red, green and blue. */
  channels: number;
  /** Number of classes. */
  classes: number;
  /** Name of each class, in label order. */
  classNames: readonly string[];
  /** Of a set that has its images several times, the set that has each once. */
  distinct?: ImageSet;
}

/** A data set in memory, split into training and test images. */
export interface ImageSplit {
  /** The images to train on. */
  train: ImageSet;
  /** The images to test on. */
  test: ImageSet;
}

/**
 * Copies some images of a set into a new set.
 *
 * @param set the images; it is not changed
 * @param indices which images, in the order of the new set; an image may occur several times
 * @throws RangeError where an index is not the place of an image, or the set has not the bytes of its images; TypeError where an argument is
 *   of another type
 *
 * @example
 * ```ts
 * import { loadDigits, selectImages } from 'mbib/jobs';
 *
 * const firstTen = selectImages(loadDigits(), Int32Array.from({ length: 10 }, (_, i) => i));
 * ```
 */
export function selectImages(set: ImageSet, indices: ArrayLike<number>): ImageSet {
  assertIndices(set, indices);
  const size = set.height * set.width * set.channels;
  const images = new Uint8Array(indices.length * size);
  const labels = new Int32Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    images.set(set.images.subarray(index * size, (index + 1) * size), i * size);
    labels[i] = set.labels[index]!;
  }
  // What was distinct of the whole is not of a part.
  const { distinct: _, ...form } = set;
  return { ...form, images, labels };
}

/**
 * Throws unless these are places of images in a set, and the set has the bytes of its images.
 *
 * @throws RangeError | TypeError
 */
export function assertIndices(set: ImageSet, indices: ArrayLike<number>): void {
  const { images, labels, height, width, channels } = set;
  const size = labels.length * height * width * channels;
  if (!isList(images) || images.BYTES_PER_ELEMENT !== 1) {
    rejectType('set.images', 'be a Uint8Array', show(images));
  }
  if (images.length !== size) reject('set.images', `hold ${size} bytes`, show(images.length));
  assertPlaces('indices', indices, labels.length);
}

/**
 * The pixels of an image, `[height, width, channels]`, 0..255: a view of the set's memory, not a copy.
 *
 * @param index which image of the set
 * @throws RangeError | TypeError where `index` is not the place of an image
 *
 * @example
 * ```ts
 * import { loadDigits, pixelsOf } from 'mbib/jobs';
 *
 * const pixels = pixelsOf(loadDigits(), 3); // 64 bytes
 * ```
 */
export function pixelsOf({ images, labels, height, width, channels }: ImageSet, index: number): Uint8Array {
  assertWholeNumber('index', index, 0, labels.length);
  const size = height * width * channels;
  return images.subarray(index * size, (index + 1) * size);
}

/**
 * Number of images of each class, in label order: the `samplesPerClass` of the losses.
 *
 * @returns `classes` counts; 0 for a class without images
 * @throws RangeError | TypeError where a label is not a whole number in 0..classes−1
 *
 * @example
 * ```ts
 * import { countPerClass, loadDigits, longTailedDigits } from 'mbib/jobs';
 *
 * const { train, test } = longTailedDigits(loadDigits(), 0);
 * const samplesPerClass = countPerClass(train); // [100, 64, …, 2]
 * ```
 */
export function countPerClass({ labels, classes }: Pick<ImageSet, 'labels' | 'classes'>): number[] {
  assertLabels(labels, classes);
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]!++;
  return counts;
}

/**
 * The images of each class.
 *
 * @returns for each class the places of its images in the set, ascending
 * @throws RangeError | TypeError where a label is not a whole number in 0..classes−1
 *
 * @example
 * ```ts
 * import { indicesOfClasses, loadDigits, selectImages } from 'mbib/jobs';
 *
 * const digits = loadDigits();
 * const sevens = selectImages(digits, indicesOfClasses(digits)[7]!);
 * ```
 */
export function indicesOfClasses({ labels, classes }: ImageSet): number[][] {
  assertLabels(labels, classes);
  const indices = Array.from({ length: classes }, (): number[] => []);
  labels.forEach((label, i) => {
    indices[label]!.push(i);
  });
  return indices;
}

/** Throws unless every label is a class. */
export function assertLabels(labels: ArrayLike<number>, classes: number): void {
  assertWholeNumber('classes', classes, 0);
  assertClassIds('labels', labels, classes);
}
