import type { MersenneTwister } from '../data/mersenne-twister';
import type { Box, Placement } from './pixels/canvas';

const AREAS = [0.08, 1] as const;
const RATIOS = [3 / 4, 4 / 3] as const;
const TRIES = 10;

/**
 * Chooses the box of a random resized crop: 8 % to 100 % of the photograph's area, with a ratio of width to height between 3:4 and
 * 4:3. Where ten random boxes do not fit into the photograph, it is the largest box at the centre with such a ratio.
 *
 * @param width width of the photograph in pixels
 * @param height height of the photograph in pixels
 * @param random the generator of the random numbers
 * @see torchvision 0.14 `RandomResizedCrop.get_params`; Szegedy et al. 2015, Section 6
 *
 * @example
 * ```ts
 * randomResizedCrop(500, 375, new MersenneTwister([seed]));
 * ```
 */
export function randomResizedCrop(width: number, height: number, random: MersenneTwister): Box {
  for (let i = 0; i < TRIES; i++) {
    const area = width * height * uniform(random, ...AREAS);
    const ratio = Math.exp(uniform(random, Math.log(RATIOS[0]), Math.log(RATIOS[1])));
    const boxWidth = roundHalfToEven(Math.sqrt(area * ratio));
    const boxHeight = roundHalfToEven(Math.sqrt(area / ratio));
    if (boxWidth > 0 && boxWidth <= width && boxHeight > 0 && boxHeight <= height) {
      const top = random.interval(height - boxHeight);
      const left = random.interval(width - boxWidth);
      return { left, top, width: boxWidth, height: boxHeight };
    }
  }
  const ratio = width / height;
  const boxWidth = ratio > RATIOS[1] ? roundHalfToEven(height * RATIOS[1]) : width;
  const boxHeight = ratio < RATIOS[0] ? roundHalfToEven(width / RATIOS[0]) : height;
  return {
    left: Math.floor((width - boxWidth) / 2),
    top: Math.floor((height - boxHeight) / 2),
    width: boxWidth,
    height: boxHeight,
  };
}

/** The placement that resizes a box of the photograph to a square image, `size` pixels wide. */
export function resized(box: Box, size: number): Placement {
  return { box, width: size, height: size, left: 0, top: 0 };
}

/**
 * The placement for an evaluation: the photograph is resized so that its shorter side is 256 pixels for an image of 224 (in
 * proportion for other sizes), and the image is cut from its centre.
 *
 * @param width width of the photograph in pixels
 * @param height height of the photograph in pixels
 * @param size width and height of the image in pixels
 * @param short pixels of the shorter side
 * @see torchvision 0.14 `Resize`, `CenterCrop`
 *
 * @example
 * ```ts
 * resizedCentre(500, 375, 224); // all of it, resized to 341 × 256, from column 58 and row 16 on
 * ```
 */
export function resizedCentre(
  width: number,
  height: number,
  size: number,
  short = usualShorterSide(size),
): Placement {
  const long = Math.trunc((short * Math.max(width, height)) / Math.min(width, height));
  const [outWidth, outHeight] = width <= height ? [short, long] : [long, short];
  return {
    box: { left: 0, top: 0, width, height },
    width: outWidth,
    height: outHeight,
    left: roundHalfToEven((outWidth - size) / 2),
    top: roundHalfToEven((outHeight - size) / 2),
  };
}

/** Pixels of the shorter side of a photograph before an image of this size is cut out of its centre: 256 for 224. */
export function usualShorterSide(size: number): number {
  return Math.round((size * 256) / 224);
}

/** A random number of at least `low` and below `high`. */
export function uniform(random: MersenneTwister, low: number, high: number): number {
  return low + random.random() * (high - low);
}

/** Rounds to the nearest whole number, halves to the even one, as Python's `round` does. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor + (floor % 2);
}
