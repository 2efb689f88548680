import * as tf from '@tensorflow/tfjs-core';
import { reject } from '../../../checks';
import type { Batch } from '../../data/batch-source';
import { batchesInOrder } from '../../data/batches-in-order';
import type { LoadedClassifier } from '../../files/classifier/load-classifier';
import { nextTurn } from '../../loop/next-turn';
import type { PhotoList } from '../../photos/photo-list';
import { photoSource } from '../../photos/photo-source';
import { SIZE_STEP } from '../../photos/pixels/assert-image-size';
import type { UnreadableImage } from '../../photos/unreadable-image-error';

/** Pictures at a time. */
const BATCH = 32;

/** What a classifier makes of pictures. */
export interface PicturePredictions {
  /** The pictures that could be read, by their places in the list. */
  pictures: Int32Array;
  /** Their probabilities, `[pictures]` times `[classes]`. */
  probabilities: Float32Array[];
  /** Those that could not be read, and why. */
  unreadable: UnreadableImage[];
}

/** Options of {@link predictPictures}. */
export interface PredictPicturesOptions {
  /** Threads that decode. Default: as of `photoSource`. */
  workers?: number | undefined;
  /** Called after every batch with the number of pictures that are done. */
  onProgress?: ((done: number) => void) | undefined;
}

/**
 * The probabilities of pictures, decoded and cut as the evaluation of a job does it.
 *
 * @param classifier takes square images
 * @param list the pictures
 * @throws RangeError where the classifier's images are no squares of a multiple of 4 pixels
 *
 * @example
 * ```ts
 * import { loadClassifier, loadImageFolder, predictPictures } from 'mbib/jobs';
 *
 * declare const folder: string; // with a folder of pictures for each class
 * const { test } = await loadImageFolder(folder);
 * const { pictures, probabilities } = await predictPictures(await loadClassifier('runs/mine'), test);
 * pictures.forEach((picture, i) => console.log(test.paths[picture], probabilities[i]));
 * ```
 */
export async function predictPictures(
  classifier: LoadedClassifier,
  list: PhotoList,
  { workers, onProgress = () => {} }: PredictPicturesOptions = {},
): Promise<PicturePredictions> {
  const { height, width, shorterSide } = classifier.image;
  if (height !== width || height % SIZE_STEP !== 0) {
    const requirement = `take square images whose side is a multiple of ${SIZE_STEP} pixels`;
    reject('classifier', requirement, `${width} × ${height}`);
  }
  const unreadable: UnreadableImage[] = [];
  const source = photoSource(list, {
    imageSize: height,
    shorterSide,
    // Pixels from 0 to 255: the classifier normalises.
    mean: [0, 0, 0],
    std: [1 / 255, 1 / 255, 1 / 255],
    skipBadImages: true,
    onSkip: (image) => unreadable.push(image),
    workers,
  });
  const pictures: number[] = [];
  const probabilities: Float32Array[] = [];
  for await (const batch of batchesInOrder(source, BATCH)) {
    for (const picture of batch.indices) pictures.push(picture);
    for (const row of await probabilitiesOf(classifier, batch, height)) probabilities.push(row);
    onProgress(pictures.length + unreadable.length);
    await nextTurn();
  }
  return { pictures: Int32Array.from(pictures), probabilities, unreadable };
}

async function probabilitiesOf(
  classifier: LoadedClassifier,
  { indices, pixels }: Batch,
  size: number,
): Promise<Float32Array[]> {
  if (indices.length === 0) return [];
  const output = tf.tidy(() => classifier.predict(tf.tensor4d(pixels, [indices.length, size, size, 3])));
  const values = await output.data<'float32'>();
  output.dispose();
  const classes = values.length / indices.length;
  return Array.from(indices, (_, i) => values.slice(i * classes, (i + 1) * classes));
}
