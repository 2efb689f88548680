import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { repeated } from '../../../../../src/jobs/data/digits/digits-recipe';
import { selectImages } from '../../../../../src/jobs/data/image-set';
import { augmentedBatches, plainBatches } from '../../../../../src/jobs/data/memory-batches';
import { featureSource } from '../../../../../src/jobs/run/features/feature-source';
import { featuresOf } from '../../../../../src/jobs/run/finetune/features/features-of';
import { startCpu } from '../../../../jobs/support/tiny-model';
import { randomImages, tinyNormalisation } from '../../../../jobs/support/tiny-recipe';

beforeAll(startCpu);

/** The numbers of an image one after the other. */
function flat(shape: number[]): tfl.LayersModel {
  return tfl.sequential({
    layers: [tfl.layers.reshape({ inputShape: shape, targetShape: [shape.reduce((a, b) => a * b)] })],
  });
}

test('the features of images that a training augments are those of the images as they are, in their order', async () => {
  const set = randomImages(11);
  const augmented = augmentedBatches(set, { ...tinyNormalisation, pad: 1, flip: true });
  const done: number[] = [];
  const { values, width, labels } = await featuresOf(flat([4, 4, 2]), augmented, 4, (n) => done.push(n));
  const plain = plainBatches(set, tinyNormalisation);
  for await (const { pixels } of plain.batches([Int32Array.from({ length: 11 }, (_, i) => i)], () => null!)) {
    expect(values).toEqual(pixels);
  }
  expect(width).toBe(32);
  expect(labels).toEqual(set.labels);
  expect(done).toEqual([4, 8, 11]);
});

test('an image that the source has several times has its features computed once, and of a part all of that part', async () => {
  const set = randomImages(11);
  const thrice = repeated(set, 3);
  const augmentation = { ...tinyNormalisation, pad: 1, flip: true };
  const computed = async (images: typeof thrice) =>
    (await featuresOf(flat([4, 4, 2]), augmentedBatches(images, augmentation), 4, () => {})).labels;
  expect(await computed(thrice)).toEqual(set.labels);
  expect(await computed(selectImages(thrice, [0, 12]))).toEqual(set.labels.slice(0, 2));
});

test('of several views of a sample, it is the first', async () => {
  const views = [Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6, 7, 8)];
  const source = featureSource({ views, width: 2, labels: Int32Array.of(0, 1), classNames: ['a', 'b'] });
  expect((await featuresOf(flat([2]), source, 2, () => {})).values).toEqual(views[0]);
});

test('images that could not be read are left out, and the others keep their numbers', async () => {
  const labels = Int32Array.of(0, 1, 2);
  const all = featureSource({
    views: [Float32Array.of(1, 2, 3)],
    width: 1,
    labels,
    classNames: ['a', 'b', 'c'],
  });
  const source: typeof all = {
    ...all,
    async *batches(order) {
      for await (const { indices, pixels } of all.batches(order, () => null!)) {
        const kept = [...indices.keys()].filter((i) => indices[i] !== 1);
        yield { indices: indices.filter((i) => i !== 1), pixels: Float32Array.from(kept, (i) => pixels[i]!) };
      }
    },
  };
  const { values, labels: read, source: features } = await featuresOf(flat([1]), source, 2, () => {});
  expect([...values]).toEqual([1, 3]);
  expect([...read]).toEqual([0, 2]);
  const batches: number[][][] = [];
  for await (const { indices, pixels } of features.batches(
    [Int32Array.of(2, 1), Int32Array.of(0)],
    () => null!,
  ))
    batches.push([[...indices], [...pixels]]);
  expect(batches).toEqual([
    [[2], [3]],
    [[0], [1]],
  ]);
});

test('a source that augments and cannot do without is refused', async () => {
  const { plain: _, ...source } = augmentedBatches(randomImages(3), {
    ...tinyNormalisation,
    pad: 1,
    flip: true,
  });
  await expect(featuresOf(flat([4, 4, 2]), source, 2, () => {})).rejects.toThrow('without augmentation');
});
