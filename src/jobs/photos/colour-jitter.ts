import type { MersenneTwister } from '../data/mersenne-twister';
import type { Canvas } from './pixels/canvas';
import { uniform } from './placement';

/** How far each factor may lie from 1; 0 leaves that property of the image alone. */
export interface ColourJitter {
  /** By which share at most, 0.4 for 40 %. */
  brightness: number;
  /** By which share at most, 0.4 for 40 %. */
  contrast: number;
  /** By which share at most, 0.4 for 40 %. */
  saturation: number;
}

/** One change of an image's colours; factor 1 is none. */
export interface ColourChange {
  property: keyof ColourJitter;
  factor: number;
}

/**
 * Random changes of brightness, contrast and saturation in a random order, each factor uniform in `[1 − x, 1 + x]`.
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
 * Changes the canvas's image as Pillow does, bit for bit.
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
