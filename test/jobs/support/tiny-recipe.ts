import { cosine, sgd } from 'mbib/training';
import type { BatchSource } from '../../../src/jobs/data/batch-source';
import { countPerClass, type ImageSet } from '../../../src/jobs/data/image-set';
import { MersenneTwister } from '../../../src/jobs/data/mersenne-twister';
import { augmentedSource, plainSource } from '../../../src/jobs/files/memory-sources';
import type { Recipe } from '../../../src/jobs/loop/train-epoch';
import { buildNet } from '../../../src/jobs/nets/build-net';
import { expertsOf } from '../../../src/jobs/nets/experts/experts-of';
import { pickLossOptions } from '../../../src/jobs/nets/methods';
import type { JobOptions } from '../../../src/jobs/run/job';
import type { JobForm } from '../../../src/jobs/run/open-run';
import { tinyConvnet } from './tiny-convnet';

export const tinyNormalisation = { mean: [0.5, 0.5], std: [0.25, 0.25] };

export const tinyDefaults = { method: 'mbib', epochs: 3, seed: 0, backend: 'cpu' } as const;

/** The tiny job without its recipe. */
export const tinyForm: JobForm<JobOptions, object> = {
  name: 'tiny',
  defaults: () => tinyDefaults,
  folder: ({ method }) => `tiny-${method}`,
};

/** Five steps an epoch, on a net and images small enough for the cpu backend. */
export function tinyRecipe(options: JobOptions): Recipe {
  const train = randomImages(40);
  const samplesPerClass = countPerClass(train);
  return {
    net: buildNet(options.method, tinyConvnet(expertsOf(options)), ['stage1', 'stage2', 'stage3'], {
      ...pickLossOptions(options),
      samplesPerClass,
      seed: options.seed,
    }),
    optimizer: sgd({ learningRate: 0.05, momentum: 0.9, weightDecay: 5e-4 }),
    schedule: cosine({ learningRate: 0.05, epochs: options.epochs, warmupEpochs: options.epochs / 2 }),
    batchSize: 8,
    testBatchSize: 20,
    train: tinySource(train),
    test: plainSource(randomImages(20), tinyNormalisation),
    samplesPerClass,
  };
}

export function tinySource(set: ImageSet): BatchSource {
  return augmentedSource(set, { ...tinyNormalisation, pad: 1, flip: true });
}

export function randomImages(count: number): ImageSet {
  const random = new MersenneTwister(count);
  return {
    images: Uint8Array.from({ length: count * 4 * 4 * 2 }, () => random.interval(255)),
    labels: Int32Array.from({ length: count }, (_, i) => (i % 7) % 4),
    height: 4,
    width: 4,
    channels: 2,
    classes: 4,
    classNames: ['a', 'b', 'c', 'd'],
  };
}
