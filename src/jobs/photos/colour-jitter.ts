import { assertNotNegative } from '../../checks';
import type { MersenneTwister } from '../data/mersenne-twister';
import type { Canvas } from './pixels/canvas';
import { uniform } from './placement';

/** How far the colours of an image are changed at random: by a factor between 1 − x and 1 + x. 0 is no change. */
export interface ColourJitter {
  /** x of the brightness, at least 0. */
  brightness: number;
  /** x of the contrast, at least 0. */
  contrast: number;
  /** x of the saturation, at least 0. */
  saturation: number;
}

/** How {@link ColourJitter} is read. */
export const colourJitterOptions = {
  brightness: { check: assertNotNegative },
  contrast: { check: assertNotNegative },
  saturation: { check: assertNotNegative },
} as const;

/** A change of one property of an image by a factor. The factor 1 changes nothing. */
export interface ColourChange {
  property: keyof ColourJitter;
  factor: number;
}

/**
 * Chooses random changes of brightness, contrast and saturation, in a random order. Each factor is uniform in `[1 − x, 1 + x]`.
 *
 * @see torchvision 0.14 `ColorJitter`
 *
 * @example
 * ```ts
 * randomColours({ brightness: 0.4, contrast: 0.4, saturation: 0.4 }, random);
 * ```
 */
export function randomColours(jitter: ColourJitter, random: MersenneTwister): ColourChange[] {
  const order = random.shuffle(['brightness', 'contrast', 'saturation'] as const satisfies unknown[]);
  return order
    .filter((property) => jitter[property] > 0)
    .map((property) => {
      const reach = jitter[property];
      return { property, factor: uniform(random, Math.max(0, 1 - reach), 1 + reach) };
    });
}

/**
 * Changes the colours of the image on a canvas, with the same result as Pillow, bit for bit.
 *
 * @see Pillow `ImageEnhance.Brightness`, `.Contrast`, `.Color`
 *
 * @example
 * ```ts
 * changeColours(canvas, { property: 'contrast', factor: 1.2 });
 * ```
 */
export function changeColours(canvas: Canvas, { property, factor }: ColourChange): void {
  if (property === 'brightness') canvas.blendWithConstant(0, factor);
  else if (property === 'contrast') canvas.blendWithConstant(Math.floor(canvas.meanGrey() + 0.5), factor);
  else canvas.blendWithGrey(factor);
}
