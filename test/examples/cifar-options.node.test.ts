import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { warmupStep } from 'mbib/training';
import { beforeAll, describe, expect, test } from 'vitest';
import { job, recipe } from '../../examples/cifar100-lt';
import type { ImageSet } from '../../src/jobs/data/image-set';
import { defaultLossOptions, type Method, methodNames, methods } from '../../src/jobs/nets/methods';
import { ownRecipe } from '../../src/jobs/nets/methods/own-recipe-of';
import { resnet32Taps } from '../../src/jobs/nets/resnet/resnet32-taps';
import { scaleEpochs } from '../../src/training/schedules';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Grey images, so many a class. */
function images(perClass: number): ImageSet {
  const count = 4 * perClass;
  return {
    images: new Uint8Array(count * 3072).fill(128),
    labels: Int32Array.from({ length: count }, (_, i) => i % 4),
    height: 32,
    width: 32,
    channels: 3,
    classes: 4,
    classNames: ['a', 'b', 'c', 'd'],
  };
}

const data = { train: images(100), test: images(2) };

function recipeOf(method: keyof typeof methods, given: object = {}) {
  const { recipe: _, ...rest } = job.defaults({ method, ...given });
  const options = { ...defaultLossOptions(method), ...rest, method, ...given };
  return recipe({ ...options, data } as Parameters<typeof recipe>[0]);
}

describe('--recipe own', () => {
  test('is the schedule that the authors of LADE have', async () => {
    const { schedule, batchSize, optimizer } = await recipeOf('lade', { recipe: 'own' });
    const warm = [0, 1, 2, 3, 4].map((epoch) => 0.2 * ((1 / 3) * (1 - epoch / 5) + epoch / 5));
    const rates = [0, 1, 2, 3, 4, 5, 119.9, 120, 159, 160, 199].map(schedule);
    const steps = [0.2, 0.2, 0.002, 0.002, 0.00002, 0.00002];
    for (const [i, rate] of rates.entries()) expect(rate).toBeCloseTo([...warm, ...steps][i]!, 10);
    expect(batchSize).toBe(256);
    expect(optimizer.getConfig()).toMatchObject({ weightDecay: 5e-4, nesterov: false });
  });

  test('has Nesterov momentum for ResLT, and the schedule of the job in proportion to the epochs', async () => {
    const { schedule, optimizer } = await recipeOf('reslt', { recipe: 'own', epochs: 20 });
    expect(optimizer.getConfig()).toMatchObject({ weightDecay: 5e-4, nesterov: true, momentum: 0.9 });
    expect([15.9, 16, 18].map((epoch) => Number(schedule(epoch).toPrecision(6)))).toEqual([0.1, 0.01, 0.001]);
  });

  test.each(['bsce', 'logit-adjustment', 'seesaw', 'label-aware-smoothing'] as const)(
    'is refused for %s, of which none is known',
    (method) => {
      const known = methodNames.filter((name) => (methods[name] as Method).recipe !== undefined);
      expect(known).not.toContain(method);
      const message = `recipe must be 'shared' for the method ${method}: recipes of the field are known for ${known.join(', ')}, got 'own'`;
      expect(() => job.defaults({ method, recipe: 'own' })).toThrow(new RangeError(message));
    },
  );

  test('is left out: all methods are trained alike, as the paper trains its own', async () => {
    const paper = scaleEpochs(warmupStep({ learningRate: 0.1 }), { from: 200, to: 200 });
    for (const method of ['ce', 'ldam-drw', 'lade', 'mbib'] as const) {
      const { schedule, batchSize, optimizer } = await recipeOf(method);
      const epochs = [0, 3, 5, 100, 160, 180];
      expect(epochs.map(schedule)).toEqual(epochs.map(paper));
      expect(batchSize).toBe(128);
      expect(optimizer.getConfig()).toMatchObject({ weightDecay: 3e-4, nesterov: false });
    }
    expect(ownRecipe('mbib')).toMatchObject({ weightDecay: 3e-4, learningRate: 0.1, batchSize: 128 });
  });
});

describe('--taps', () => {
  test('names the layers of ResNet-32 that are observed', () => {
    expect(resnet32Taps('images, stem,stage1_block4,stage1,stage3')).toEqual([
      'images',
      'stem_relu',
      'stage1_block4_relu2',
      'stage1',
      'stage3',
    ]);
  });

  test.each([
    ['stage1,stage2', 'no last stage'],
    ['stage2,stage1,stage3', 'another order'],
    ['stage1,stage1,stage3', 'one twice'],
    ['stage1_block5,stage3', 'no such block'],
    ['', 'nothing'],
  ])('%j is refused: %s', (taps) => {
    expect(() => resnet32Taps(taps)).toThrow(RangeError);
  });

  test('puts a head of its width on each, the images themselves included', async () => {
    const { net } = await recipeOf('mbib', { taps: 'images,stage1,stage2_block3,stage2,stage3' });
    expect(net.headTrainer.inputs.map(({ shape }) => shape[1])).toEqual([3, 16, 32, 32, 64]);
    const features = net.encoder.predict(tf.ones([1, 32, 32, 3])) as tf.Tensor[];
    expect(Array.from(await features[0]!.data())).toEqual([1, 1, 1]);
    net.dispose();
  });

  test('is refused for a method that observes the last stage only', () => {
    expect(() => job.defaults({ method: 'bib', taps: 'stage2,stage3' })).toThrow(
      'The method bib observes the last stage only: leave out options.taps.',
    );
  });
});
