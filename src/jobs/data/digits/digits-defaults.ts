/** The options of a training on the digits where none are given. */
export interface DigitsDefaults {
  /** The method's name. */
  readonly method: 'mbib';
  /** Length of the training in epochs. */
  readonly epochs: number;
  /** Seed of the initial weights, the batches, and the choice of the training images. */
  readonly seed: number;
  /** The backend; `'auto'` takes the fastest one that starts. */
  readonly backend: 'auto';
  /** Weight of the self-distillation, Eq. 9. */
  readonly beta: number;
}

/**
 * What people call the training images: the digits, long-tailed.
 *
 * @example
 * ```ts
 * import { digitsDataSet } from 'mbib/jobs';
 *
 * console.log(digitsDataSet); // Long-tailed digits
 * ```
 */
export const digitsDataSet = 'Long-tailed digits';

/**
 * Seven epochs of ten passes are 308 steps. In a training as short as that a small beta works best.
 *
 * @example
 * ```ts
 * import { digitsDefaults, digitsRecipe } from 'mbib/jobs';
 *
 * const recipe = digitsRecipe(digitsDefaults.epochs);
 * ```
 */
export const digitsDefaults: DigitsDefaults = {
  method: 'mbib',
  epochs: 7,
  seed: 0,
  backend: 'auto',
  beta: 1,
};

/**
 * How often an epoch goes through the 276 training images. One pass would be five steps only.
 *
 * @example
 * ```ts
 * import { digitsPasses, loadDigits, longTailedDigits, repeated } from 'mbib/jobs';
 *
 * const { train, test } = longTailedDigits(loadDigits(), 0);
 * const epoch = repeated(train, digitsPasses); // 2,760 images
 * ```
 */
export const digitsPasses = 10;
