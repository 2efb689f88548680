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
 * @throws RangeError where an index is out of range
 *
 * @example
 * ```ts
 * import { loadDigits, selectImages } from 'mbib/jobs';
 *
 * const firstTen = selectImages(loadDigits(), Int32Array.from({ length: 10 }, (_, i) => i));
 * ```
 */
export function selectImages(set: ImageSet, indices: ArrayLike<number>): ImageSet {
  const images = new Uint8Array(indices.length * set.height * set.width * set.channels);
  const labels = new Int32Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (!(index >= 0 && index < set.labels.length)) {
      throw new RangeError(`indices[${i}] must be in 0..${set.labels.length - 1}, got ${index}`);
    }
    const pixels = pixelsOf(set, index);
    images.set(pixels, i * pixels.length);
    labels[i] = set.labels[index]!;
  }
  // What was distinct of the whole is not of a part.
  const { distinct: _, ...form } = set;
  return { ...form, images, labels };
}

/**
 * The pixels of an image, `[height, width, channels]`, 0..255: a view of the set's memory, not a copy.
 *
 * @example
 * ```ts
 * import { loadDigits, pixelsOf } from 'mbib/jobs';
 *
 * const pixels = pixelsOf(loadDigits(), 3); // 64 bytes
 * ```
 */
export function pixelsOf({ images, height, width, channels }: ImageSet, index: number): Uint8Array {
  const size = height * width * channels;
  return images.subarray(index * size, (index + 1) * size);
}

/**
 * Number of images of each class, in label order: the `samplesPerClass` of the losses.
 *
 * @returns `classes` counts; 0 for a class without images
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
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]!++;
  return counts;
}

/**
 * The images of each class.
 *
 * @returns for each class the places of its images in the set, ascending
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
  const indices = Array.from({ length: classes }, (): number[] => []);
  labels.forEach((label, i) => {
    indices[label]!.push(i);
  });
  return indices;
}
