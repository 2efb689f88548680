import { assertFinite, assertPositive, rejectType, show } from '../../../checks';

/**
 * The constants by which images are normalised, `(pixel − mean) / std`, with pixels between 0 and 1. They are those of the
 * training images of a data set, so that the network gets numbers around 0.
 */
export interface Normalisation {
  /** Mean of each channel. */
  mean: readonly number[];
  /** Standard deviation of each channel, above 0. */
  std: readonly number[];
}

/** How {@link Normalisation} is read. */
export const normalisationOptions = {
  mean: { check: eachOf(assertFinite) },
  std: { check: eachOf(assertPositive) },
} as const;

/** Checks a list of one number a channel. */
function eachOf(check: (argument: string, value: number) => void) {
  return (argument: string, value: readonly number[]): void => {
    if (!Array.isArray(value)) rejectType(argument, 'be a list of one number a channel', show(value));
    for (const [channel, figure] of value.entries()) check(`${argument}[${channel}]`, figure);
  };
}

/**
 * The constants of CIFAR-10. LDAM-DRW and the repositories that follow it use them for CIFAR-100 too.
 *
 * @example
 * ```ts
 * import { cifarNormalisation, type ImageSet, plainBatches } from 'mbib/jobs';
 *
 * declare const images: ImageSet; // of 32×32 pixels in colour
 * const test = plainBatches(images, cifarNormalisation);
 * ```
 */
export const cifarNormalisation: Normalisation = {
  mean: [0.4914, 0.4822, 0.4465],
  std: [0.2023, 0.1994, 0.201],
};

/**
 * The constants of ImageNet, which torchvision and OLTR use.
 *
 * @example
 * ```ts
 * import { imagenetNormalisation, type ImageSet, plainBatches } from 'mbib/jobs';
 *
 * declare const images: ImageSet; // photographs
 * const test = plainBatches(images, imagenetNormalisation);
 * ```
 */
export const imagenetNormalisation: Normalisation = {
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

/**
 * The constants of iNaturalist 2018, which the repositories that train on it use.
 *
 * @example
 * ```ts
 * import { inaturalistNormalisation, type ImageSet, plainBatches } from 'mbib/jobs';
 *
 * declare const images: ImageSet; // photographs
 * const test = plainBatches(images, inaturalistNormalisation);
 * ```
 */
export const inaturalistNormalisation: Normalisation = {
  mean: [0.466, 0.471, 0.38],
  std: [0.195, 0.194, 0.192],
};

/**
 * The constants of the EfficientNet-Lite networks, whose images are (pixel − 127) / 128 of pixels between 0 and 255.
 *
 * @example
 * ```ts
 * import { efficientNetLiteNormalisation, type ImageSet, plainBatches } from 'mbib/jobs';
 *
 * declare const images: ImageSet; // photographs
 * const test = plainBatches(images, efficientNetLiteNormalisation);
 * ```
 */
export const efficientNetLiteNormalisation: Normalisation = {
  mean: [127 / 255, 127 / 255, 127 / 255],
  std: [128 / 255, 128 / 255, 128 / 255],
};

/**
 * The constants of the bundled UCI digits.
 *
 * @example
 * ```ts
 * import { digitsNormalisation, loadDigits, plainBatches } from 'mbib/jobs';
 *
 * const test = plainBatches(loadDigits(), digitsNormalisation);
 * ```
 */
export const digitsNormalisation: Normalisation = { mean: [0.305], std: [0.376] };
