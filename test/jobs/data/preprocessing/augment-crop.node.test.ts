import { expect, test } from 'vitest';
import type { ImageSet } from '../../../../src/jobs/data/image-set';
import { MersenneTwister } from '../../../../src/jobs/data/mersenne-twister';
import { augmentCrop, cifarAugmentation } from '../../../../src/jobs/data/preprocessing/augment-crop';
import { cifarNormalisation } from '../../../../src/jobs/data/preprocessing/normalisations';
import { normalise } from '../../../../src/jobs/data/preprocessing/normalise';
import { expectClose } from '../../../support/close';

/** Draws what it is told: for each image the row and the column of the crop, then 1 to mirror. */
class Scripted extends MersenneTwister {
  constructor(private readonly script: number[]) {
    super(0);
  }
  override interval(max: number): number {
    const value = this.script.shift()!;
    if (value > max) throw new Error(`${value} cannot be drawn from 0..${max}`);
    return value;
  }
}

const grey = (height: number, width: number, pixels: number[]): ImageSet => ({
  images: Uint8Array.from(pixels),
  labels: new Int32Array(pixels.length / (height * width)),
  height,
  width,
  channels: 1,
  classes: 1,
  classNames: ['grey'],
});
const asBytes = { mean: [0], std: [1 / 255] };

const colour = (images: number): ImageSet => {
  const random = new MersenneTwister(images);
  return {
    images: Uint8Array.from({ length: images * 32 * 32 * 3 }, () => random.interval(255)),
    labels: new Int32Array(images),
    height: 32,
    width: 32,
    channels: 3,
    classes: 1,
    classNames: ['noise'],
  };
};

test('normalise maps each channel by (pixel / 255 − mean) / std, in the order of the indices', () => {
  const set = colour(3);
  const expected = [2, 0].flatMap((index) =>
    Array.from(set.images.subarray(index * 3072, (index + 1) * 3072), (pixel, i) => {
      const { mean, std } = cifarNormalisation;
      return (pixel / 255 - mean[i % 3]!) / std[i % 3]!;
    }),
  );
  expectClose(normalise(set, [2, 0], cifarNormalisation), expected, { atol: 1e-6 });
});

test('the centre crop, unmirrored, is the normalised image', () => {
  const set = colour(2);
  const centred = augmentCrop(set, [0, 1], cifarAugmentation, new Scripted([4, 4, 0, 4, 4, 0]));
  expect(centred).toEqual(normalise(set, [0, 1], cifarNormalisation));
});

test('a crop shifts the image, fills with black and mirrors after the crop', () => {
  const set = grey(2, 3, [1, 2, 3, 4, 5, 6]);
  const crop = (row: number, column: number, mirrored: number) =>
    Array.from(
      augmentCrop(set, [0], { ...asBytes, pad: 1, flip: true }, new Scripted([row, column, mirrored])),
      (value) => Math.round(value),
    );
  expect(crop(0, 0, 0)).toEqual([0, 0, 0, 0, 1, 2]);
  expect(crop(2, 2, 0)).toEqual([5, 6, 0, 0, 0, 0]);
  expect(crop(1, 2, 1)).toEqual([0, 3, 2, 0, 6, 5]);
  expect(crop(1, 0, 1)).toEqual([2, 1, 0, 5, 4, 0]);
});

test('black is the normalised zero of each channel, not zero', () => {
  const set = colour(1);
  const corner = augmentCrop(set, [0], cifarAugmentation, new Scripted([0, 0, 0])).slice(0, 3);
  expectClose(corner, [-0.4914 / 0.2023, -0.4822 / 0.1994, -0.4465 / 0.201]);
});

test('all 81 places and both directions are drawn, about evenly; without flip nothing is mirrored', () => {
  const set = grey(
    32,
    32,
    Array.from({ length: 1024 }, (_, i) => (i === 16 * 32 + 15 ? 255 : 0)),
  );
  const places = (flip: boolean) => {
    const random = new MersenneTwister(0);
    return Array.from({ length: 5000 }, () =>
      augmentCrop(set, [0], { ...asBytes, pad: 4, flip }, random).findIndex((value) => value > 0),
    );
  };
  expect(new Set(places(false)).size).toBe(81);
  expect(places(false).every((place) => place % 32 >= 11 && place % 32 <= 19)).toBe(true);
  // Column 15 lands in 11..19, mirrored in 12..20: column 20 shows mirrored ones only, 1 in 18 of all.
  const mirrored = places(true).filter((place) => place % 32 === 20).length / 5000;
  expect(mirrored).toBeGreaterThan(0.045);
  expect(mirrored).toBeLessThan(0.067);
});

test('one generator gives one batch of images, and the draws do not depend on flip', () => {
  const set = colour(2);
  const batch = () => augmentCrop(set, [0, 1, 0], cifarAugmentation, new MersenneTwister([0, 2, 7]));
  expect(batch()).toEqual(batch());
  const withFlip = new MersenneTwister(1);
  const without = new MersenneTwister(1);
  augmentCrop(set, [0, 1], cifarAugmentation, withFlip);
  augmentCrop(set, [0, 1], { ...cifarAugmentation, flip: false }, without);
  expect(withFlip.nextUint32()).toBe(without.nextUint32());
});

test('figures that do not fit the images are refused by name', () => {
  const set = colour(1);
  expect(() => normalise(set, [0], asBytes)).toThrow('mean and std must have 3 channels, got 1 and 1');
  expect(() => normalise(set, [0], { mean: [0, 0, Number.NaN], std: [1, 1, 1] })).toThrow(
    'normalisation.mean[2] must be a finite number, got NaN',
  );
  expect(() => normalise(set, [0], { mean: [0, 0, 0], std: [1, 0, 1] })).toThrow(
    'normalisation.std[1] must be above 0, got 0',
  );
  expect(() => augmentCrop(set, [0], { ...cifarAugmentation, pad: -1 }, new MersenneTwister(0))).toThrow(
    'options.pad must be a whole number of at least 0, got -1',
  );
  expect(() => normalise(set, [0], { ...cifarAugmentation })).toThrow(
    'normalisation must hold mean, std only, got pad',
  );
});
