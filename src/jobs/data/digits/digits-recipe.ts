import { cosine, type Schedule, type Sgd, sgd } from 'mbib/training';
import { assertPositive, assertWholeNumber } from '../../../checks';
import { type ImageSet, selectImages } from '../image-set';
import type { CropAugmentation } from '../preprocessing/augment-crop';
import { digitsNormalisation } from '../preprocessing/normalisations';
import { digitsDefaults } from './digits-defaults';

/**
 * The augmentation of the digits: crops of images padded by one pixel. Mirrored they would be no digits.
 *
 * @example
 * ```ts
 * import { augmentedBatches, digitsAugmentation, loadDigits } from 'mbib/jobs';
 *
 * const train = augmentedBatches(loadDigits(), digitsAugmentation);
 * ```
 */
export const digitsAugmentation: CropAugmentation = { ...digitsNormalisation, pad: 1, flip: false };

/** How the digits are trained: the parts of a recipe that do not depend on the method. */
export interface DigitsRecipe {
  /** Updates the weights. */
  optimizer: Sgd;
  /** Gives the learning rate of each step. */
  schedule: Schedule;
  /** Images in a training step. */
  batchSize: number;
  /** Images in a batch of an evaluation. */
  testBatchSize: number;
}

/**
 * The optimizer, the schedule and the batch sizes for the digits, the same in Node and on the playground's page.
 *
 * @param epochs length of the training; in one of the default length the first epoch is the warm-up, in another as large a part
 * @throws RangeError | TypeError where `epochs` is not a finite number above 0
 *
 * @example
 * ```ts
 * import { digitsRecipe } from 'mbib/jobs';
 *
 * const { optimizer, schedule } = digitsRecipe(7);
 * optimizer.setLearningRate(schedule(0.5)); // in the warm-up of one epoch
 * ```
 */
export function digitsRecipe(epochs: number): DigitsRecipe {
  assertPositive('epochs', epochs);
  const learningRate = 0.1;
  return {
    optimizer: sgd({ learningRate, momentum: 0.9, weightDecay: 5e-4 }),
    schedule: cosine({ learningRate, epochs, warmupEpochs: epochs / digitsDefaults.epochs }),
    batchSize: 64,
    testBatchSize: 250,
  };
}

/**
 * Repeats a set, so that an epoch goes through it several times. Features for a second stage are computed of each image once.
 *
 * @param times how often each image is in the new set, at least 1
 * @throws RangeError | TypeError where `times` is not a whole number of at least 1
 *
 * @example
 * ```ts
 * import { loadDigits, longTailedDigits, repeated } from 'mbib/jobs';
 *
 * const { train, test } = longTailedDigits(loadDigits(), 0);
 * const twice = repeated(train, 2); // 552 images
 * ```
 */
export function repeated(set: ImageSet, times: number): ImageSet {
  assertWholeNumber('times', times, 1);
  const count = set.labels.length;
  const order = Int32Array.from({ length: count * times }, (_, i) => i % count);
  return { ...selectImages(set, order), distinct: set.distinct ?? set };
}
