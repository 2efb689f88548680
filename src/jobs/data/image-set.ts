/** Labelled images held in memory, one byte a pixel and channel. */
export interface ImageSet {
  /** `[images, height, width, channels]`, 0..255. */
  images: Uint8Array;
  /** `[images]`, 0..classes−1. */
  labels: Int32Array;
  /** Of every image, in pixels. */
  height: number;
  /** Of every image, in pixels. */
  width: number;
  /** 1 for grey images, 3 for red, green and blue. */
  channels: number;
  /** How many there are. */
  classes: number;
  /** In label order, `classes` long. */
  classNames: readonly string[];
}

/** A data set of images in memory. */
export interface ImageSplit {
  /** To learn from. */
  train: ImageSet;
  /** To measure by. */
  test: ImageSet;
}

/**
 * The images at the given indices, in that order, as a set of their own.
 *
 * @param set where the images come from; not changed
 * @param indices `[selected]`, each in 0..images−1
 * @throws RangeError where an index is out of range
 *
 * @example
 * ```ts
 * const firstTen = selectImages(set, Int32Array.from({ length: 10 }, (_, i) => i));
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
  return { ...set, images, labels };
}

/** A view of one image's pixels, `[height, width, channels]`, 0..255. */
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
 * const samplesPerClass = countPerClass(train);
 * ```
 */
export function countPerClass({ labels, classes }: Pick<ImageSet, 'labels' | 'classes'>): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]!++;
  return counts;
}

/**
 * Where the images of each class stand in the set, in the set's order.
 *
 * @returns one list of indices a class
 */
export function indicesOfClasses({ labels, classes }: ImageSet): number[][] {
  const indices = Array.from({ length: classes }, (): number[] => []);
  labels.forEach((label, i) => {
    indices[label]!.push(i);
  });
  return indices;
}
