import { MersenneTwister } from '../data/mersenne-twister';
import type { Normalisation } from '../data/preprocessing/normalisations';
import { type ColourChange, type ColourJitter, changeColours, randomColours } from './colour-jitter';
import type { Canvas, Placement } from './pixels/canvas';
import { randomResizedCrop, resized, resizedCentre } from './placement';

/** What is changed at random in a training image, besides the crop and the mirroring, which are always random. */
export interface PhotoAugmentation {
  /** Random changes of brightness, contrast and saturation. Without it the colours stay as they are. */
  jitter?: ColourJitter | undefined;
}

/** How a photograph becomes an image for the network. */
export interface PhotoTransform extends Normalisation {
  /** Width and height of the image in pixels, a multiple of 4. */
  imageSize: number;
  /**
   * Pixels of the shorter side of a photograph before the image is cut out of its centre, at least `imageSize`. Default: 256 for an
   * image of 224, in proportion for others. Of no effect with an augmentation.
   */
  shorterSide?: number | undefined;
  /** The augmentation of training images. Without it images are resized and cropped at their centre, as for an evaluation. */
  augmentation?: PhotoAugmentation | undefined;
}

/** What is done to one photograph. */
export interface PhotoChanges {
  placement: Placement;
  mirrored: boolean;
  colours: ColourChange[];
}

/**
 * Chooses the crop, the mirroring and the changes of colour for a photograph. The same arguments give the same choice.
 *
 * @param width width of the photograph in pixels
 * @param height height of the photograph in pixels
 * @param seed seed of the random choices, a whole number in 0..2³²−1; an evaluation makes none
 *
 * @example
 * ```ts
 * photoChanges(500, 375, { imageSize: 224, mean, std, augmentation: {} }, seed);
 * ```
 */
export function photoChanges(
  width: number,
  height: number,
  { imageSize, shorterSide, augmentation }: PhotoTransform,
  seed: number,
): PhotoChanges {
  if (!augmentation) {
    return { placement: resizedCentre(width, height, imageSize, shorterSide), mirrored: false, colours: [] };
  }
  const random = new MersenneTwister([seed]);
  const placement = resized(randomResizedCrop(width, height, random), imageSize);
  const mirrored = random.random() < 0.5;
  const colours = augmentation.jitter ? randomColours(augmentation.jitter, random) : [];
  return { placement, mirrored, colours };
}

/**
 * Makes the image for the network from the photograph on a canvas.
 *
 * @param normalisation mean and standard deviation of each channel
 * @param pixels where the image is written to, `[imageSize, imageSize, 3]`
 *
 * @example
 * ```ts
 * applyChanges(canvas, photoChanges(width, height, transform, seed), transform, pixels);
 * ```
 */
export function applyChanges(
  canvas: Canvas,
  { placement, mirrored, colours }: PhotoChanges,
  normalisation: Normalisation,
  pixels: Float32Array,
): void {
  canvas.resample(placement);
  for (const change of colours) changeColours(canvas, change);
  canvas.normalise(normalisation, mirrored, pixels);
}
