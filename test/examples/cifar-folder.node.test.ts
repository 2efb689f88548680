import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { recipe } from '../../examples/cifar100-lt';
import { startBackend } from '../../src/jobs/backend/start-backend';
import type { ImageSet } from '../../src/jobs/data/image-set';
import { MersenneTwister } from '../../src/jobs/data/mersenne-twister';
import { noSums } from '../../src/jobs/log/epoch-sums';
import { trainEpoch } from '../../src/jobs/loop/train-epoch';
import { defaultLossOptions } from '../../src/jobs/nets/methods';
import { loadImageFolder } from '../../src/jobs/photos/folder/load-image-folder';
import { readImageSet } from '../../src/jobs/photos/read-image-set';
import { temporaryFolder } from '../jobs/support/temporary-folder';

const classes = 10;
/** Two-digit names, so that the order of the labels is that of the names. */
const classNames = Array.from({ length: classes }, (_, label) => `class-${label}`);

/** Random images in the form in which CIFAR-100 is read. */
function images(count: number, seed: number): ImageSet {
  const random = new MersenneTwister(seed);
  return {
    images: Uint8Array.from({ length: count * 32 * 32 * 3 }, () => random.interval(255)),
    labels: Int32Array.from({ length: count }, (_, i) => (7 * i) % classes),
    height: 32,
    width: 32,
    channels: 3,
    classes,
    classNames,
  };
}

/** Writes images as PNGs in folders of classes. Their names are their places, so that a folder keeps the archive's order. */
async function writeFolders(root: string, { images, labels }: ImageSet): Promise<void> {
  for (const [i, label] of labels.entries()) {
    const folder = join(root, classNames[label]!);
    await mkdir(folder, { recursive: true });
    const pixels = images.subarray(i * 3072, (i + 1) * 3072);
    const png = await sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } })
      .png()
      .toBuffer();
    await writeFile(join(folder, `${String(i).padStart(5, '0')}.png`), png);
  }
}

/** The losses of the first steps of the CIFAR-100-LT recipe, and the net's weights after them. */
async function firstSteps(data: { train: ImageSet; test: ImageSet }) {
  const options = {
    ...defaultLossOptions('mbib'),
    method: 'mbib',
    imbalance: 10,
    epochs: 20,
    seed: 0,
  } as const;
  const made = await recipe({ ...options, backend: 'wasm', data });
  const losses: number[] = [];
  const { lossAndScores } = made.net;
  const net: typeof made.net = {
    ...made.net,
    lossAndScores(x, labels) {
      const both = lossAndScores(x, labels);
      losses.push((both.loss.dataSync() as Float32Array)[0]!);
      return both;
    },
  };
  const small = { ...made, net, batchSize: 8 };
  const position = { epoch: 0, step: 0, sums: noSums() };
  while (losses.length < 20) {
    await trainEpoch(
      small,
      0,
      position,
      () => {},
      () => losses.length === 20,
    );
    position.epoch++;
    position.step = 0;
  }
  const weights = await Promise.all(made.net.trainer.getWeights().map((weight: tf.Tensor) => weight.data()));
  return { losses, weights };
}

test('CIFAR-100-LT written as folders of PNGs in the order of the archive has the same first 20 losses, bit for bit', {
  timeout: 300_000,
}, async () => {
  await startBackend('wasm');
  await import('mbib/accelerate');
  const archive = { train: images(120, 1), test: images(20, 2) };
  const folder = await temporaryFolder();
  await writeFolders(join(folder, 'train'), archive.train);
  await writeFolders(join(folder, 'test'), archive.test);

  const lists = await loadImageFolder(folder, { fractions: { validation: 0, test: 0.2 } });
  const read = { train: await readImageSet(lists.train), test: await readImageSet(lists.test) };

  const expected = await firstSteps(archive);
  const got = await firstSteps(read);
  expect(got.losses).toHaveLength(20);
  expect(new Set(got.losses).size).toBeGreaterThan(10);
  expect(got.losses).toEqual(expected.losses);
  expect(got.weights).toEqual(expected.weights);
});
