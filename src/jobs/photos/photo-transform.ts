import { MersenneTwister } from '../data/mersenne-twister';
import type { Normalisation } from '../data/normalisations';
import { type ColourChange, type ColourJitter, changeColours, randomColours } from './colour-jitter';
import type { Canvas, Placement } from './pixels/canvas';
import { randomResizedCrop, resized, resizedCentre } from './placement';

/** The random part of a training transform, beside a random resized crop and a mirroring. */
export interface PhotoAugmentation {
  /** Brightness, contrast and saturation, changed in a random order. */
  jitter?: ColourJitter | undefined;
}

/** What makes an image for the network out of a photograph. */
export interface PhotoTransform extends Normalisation {
  /** Width and height of the image in pixels, a multiple of 4. */
  imageSize: number;
  /** For training; without it the transform is that of evaluation, resize and centre crop. */
  augmentation?: PhotoAugmentation | undefined;
}

/** What a transform does to one photograph. */
export interface PhotoChanges {
  placement: Placement;
  mirrored: boolean;
  colours: ColourChange[];
}

/**
 * What a transform does to a photograph of a given size. It depends on nothing but its arguments.
 *
 * @param width of the photograph in pixels
 * @param height of the photograph in pixels
 * @param seed of the photograph's own draws, a whole number in 0..2³²−1; evaluation draws nothing
 *
 * @example
 * ```ts
 * photoChanges(500, 375, { imageSize: 224, mean, std, augmentation: {} }, seed);
 * ```
 */
export function photoChanges(
  width: number,
  height: number,
  { imageSize, augmentation }: PhotoTransform,
  seed: number,
): PhotoChanges {
  if (!augmentation) {
    return { placement: resizedCentre(width, height, imageSize), mirrored: false, colours: [] };
  }
  const random = new MersenneTwister([seed]);
  const placement = resized(randomResizedCrop(width, height, random), imageSize);
  const mirrored = random.random() < 0.5;
  const colours = augmentation.jitter ? randomColours(augmentation.jitter, random) : [];
  return { placement, mirrored, colours };
}

/**
 * Makes the image out of the canvas's photograph.
 *
 * @param pixels `[imageSize, imageSize, 3]`, written to
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
