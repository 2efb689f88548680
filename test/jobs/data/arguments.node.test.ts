import { expect, test } from 'vitest';
import { batchesInOrder } from '../../../src/jobs/data/batches-in-order';
import { digitsRecipe, repeated } from '../../../src/jobs/data/digits/digits-recipe';
import { parseDigits } from '../../../src/jobs/data/digits/parse-digits';
import {
  countPerClass,
  type ImageSet,
  indicesOfClasses,
  pixelsOf,
  selectImages,
} from '../../../src/jobs/data/image-set';
import { longTailedSubset } from '../../../src/jobs/data/long-tailed-subset';
import { plainBatches } from '../../../src/jobs/data/memory-batches';
import { MersenneTwister } from '../../../src/jobs/data/mersenne-twister';
import { augmentCrop } from '../../../src/jobs/data/preprocessing/augment-crop';
import { normalise } from '../../../src/jobs/data/preprocessing/normalise';
import { type HoldOutOptions, holdOutImages } from '../../../src/jobs/data/split/hold-out';
import { holdOutPhotos } from '../../../src/jobs/photos/hold-out-photos';
import { randomImages, tinyNormalisation } from '../support/tiny-recipe';

const set = randomImages(8);
const augmentation = { ...tinyNormalisation, pad: 1, flip: false };
const noClass: ImageSet = { ...set, labels: set.labels.map((label, i) => (i === 3 ? 4 : label)) };

test.each<[number, string]>([
  [8, 'be a whole number of at least 0 and below 8, got 8'],
  [-1, 'be a whole number of at least 0 and below 8, got -1'],
  [1.5, 'be a whole number of at least 0 and below 8, got 1.5'],
  [Number.NaN, 'be a whole number of at least 0 and below 8, got NaN'],
])('there is no image %d of 8', (index, message) => {
  expect(() => selectImages(set, [0, index])).toThrow(RangeError(`indices[1] must ${message}`));
  expect(() => normalise(set, [0, index], tinyNormalisation)).toThrow(
    RangeError(`indices[1] must ${message}`),
  );
  expect(() => augmentCrop(set, [0, index], augmentation, new MersenneTwister(0))).toThrow(
    RangeError(`indices[1] must ${message}`),
  );
  expect(() => pixelsOf(set, index)).toThrow(RangeError(`index must ${message}`));
});

test.each<[string, unknown, string]>([
  ['shorter', set.images.subarray(1), 'set.images must hold 256 bytes, got 255'],
  ['of floats', new Float32Array(256), 'set.images must be a Uint8Array, got [0,0,'],
])('pixels that are %s than the images need are refused', (_, images, message) => {
  const wrong = { ...set, images: images as Uint8Array };
  expect(() => selectImages(wrong, [0])).toThrow(message);
  expect(() => normalise(wrong, [0], tinyNormalisation)).toThrow(message);
});

test.each<[name: string, run: () => unknown]>([
  ['countPerClass', () => countPerClass(noClass)],
  ['indicesOfClasses', () => indicesOfClasses(noClass)],
  ['longTailedSubset', () => longTailedSubset(noClass, [1, 1, 1, 1])],
  ['plainBatches', () => plainBatches(noClass, tinyNormalisation)],
  ['holdOutImages', () => holdOutImages(noClass, { valFraction: 0.5, seed: 0 })],
])('%s refuses a label that is no class', (_, run) => {
  expect(run).toThrow(RangeError('labels[3] must be a whole number of at least 0 and below 4, got 4'));
});

test.each<[object, Error]>([
  ...[-0.1, 0, 1, 1.5, Number.NaN].map((valFraction): [object, Error] => [
    { valFraction, seed: 0 },
    RangeError(`options.valFraction must be a number between 0 and 1, got ${valFraction}`),
  ]),
  [{ valFraction: null, seed: 0 }, TypeError('options.valFraction must be a number, got null')],
  [{ valfraction: 0.1, seed: 0 }, TypeError('options must hold valFraction, seed only, got valfraction')],
  [{ valFraction: 0.1 }, TypeError('options.seed must be given, got nothing')],
  [{ seed: 0.5 }, RangeError('options.seed must be a whole number in 0..4294967295, got 0.5')],
])('nothing is held out with %o', (options, error) => {
  expect(() => holdOutImages(set, options as HoldOutOptions)).toThrow(error);
  expect(() => holdOutPhotos(set as never, options as HoldOutOptions)).toThrow(error);
});

test.each([0, -5, 1.5, Number.NaN, undefined as never])('%d is no number of images or of times', (size) => {
  const batches = () => batchesInOrder(plainBatches(set, tinyNormalisation), size);
  expect(batches).toThrow('batchSize must be a whole number of at least 1, got');
  expect(() => repeated(set, size)).toThrow('times must be a whole number of at least 1, got');
});

test('what is no list, no text and no number is refused by name', () => {
  expect(() => selectImages(set, undefined as never)).toThrow(
    TypeError('indices must be an array of places, got undefined'),
  );
  expect(() => longTailedSubset(set, undefined as never)).toThrow(
    TypeError('counts must be an array of whole numbers, got undefined'),
  );
  expect(() => parseDigits(undefined as never)).toThrow(TypeError('csv must be a text, got undefined'));
  expect(() => digitsRecipe(Number.NaN)).toThrow(RangeError('epochs must be a finite number, got NaN'));
});
