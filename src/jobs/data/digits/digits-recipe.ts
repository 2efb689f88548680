import { cosine, type Schedule, type Sgd, sgd } from 'mbib/training';
import type { CropAugmentation } from '../augment-crop';
import { type ImageSet, selectImages } from '../image-set';
import { digitsNormalisation } from '../normalisations';

/** How the digits are augmented. */
export const digitsAugmentation: CropAugmentation = { ...digitsNormalisation, pad: 1, flip: false };

/** How a small convnet is trained in seconds. */
export interface DigitsRecipe {
  /** Takes the steps. */
  optimizer: Sgd;
  /** Of the learning rate. */
  schedule: Schedule;
  /** Images a step. */
  batchSize: number;
  /** Images a batch of an evaluation. */
  testBatchSize: number;
}

/**
 * The optimizer, the schedule and the batches with which the digits are trained, in Node and in the playground.
 *
 * @param epochs of the whole run; a seventh of them warms up
 *
 * @example
 * ```ts
 * const { optimizer, schedule } = digitsRecipe(7);
 * ```
 */
export function digitsRecipe(epochs: number): DigitsRecipe {
  return {
    optimizer: sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 5e-4 }),
    schedule: cosine({ learningRate: 0.1, epochs, warmupEpochs: epochs / 7 }),
    batchSize: 64,
    testBatchSize: 250,
  };
}

/**
 * A set several times over, for epochs of several passes.
 *
 * @example
 * ```ts
 * const train = repeated(set, digitsPasses);
 * ```
 */
export function repeated(set: ImageSet, times: number): ImageSet {
  const count = set.labels.length;
  return selectImages(
    set,
    Int32Array.from({ length: count * times }, (_, i) => i % count),
  );
}
