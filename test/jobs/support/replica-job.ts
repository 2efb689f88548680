import 'mbib/accelerate';
import { isMainThread } from 'node:worker_threads';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { initializers, input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { type Job, type JobOptions, methods, type Net, type Recipe, runIfMain } from 'mbib/jobs';
import { wholeBatchOf } from '../../../src/jobs/nets/build-net';
import { mixedLoss } from '../../../src/jobs/nets/methods/mixed-loss';
import { tinyForm, tinyRecipe } from './tiny-recipe';

/** Where replicas start: this module. */
export const program = import.meta.url;

/** What a job for replicas is told besides. */
interface Wish {
  /** How replica 1 ends in its third step: it exits, or its step throws. */
  crash?: 'exit' | 'throw';
}

const form = {
  ...tinyForm,
  title: 'a tiny net on random images',
  options: { crash: { text: 'how a replica ends', value: 'way' } },
  reading: ['crash'],
};

/** The tiny job. A replica may look at no image of its own. */
export const job: Job<JobOptions, Wish, number[]> = {
  ...form,
  load: async () => [1, 2, 3],
  recipe: ({ crash, ...options }, { data }) => {
    if (data?.join() !== '1,2,3') throw new Error('the recipe has not been handed what load has read');
    const recipe = tinyRecipe(options);
    if (isMainThread) return recipe;
    return { ...recipe, train: withoutImages(recipe.train), net: crashing(recipe.net, crash) };
  },
};

/** Without batch normalisation, and with data that cannot be sent to a thread. */
export const plainJob: Job<JobOptions, Wish, () => number> = {
  ...form,
  name: 'plain',
  load: async () => () => 4,
  recipe: ({ crash: _, ...options }, { data }) => {
    const recipe = tinyRecipe(options);
    return { ...recipe, net: plainNet(recipe.samplesPerClass, data!()) };
  },
};

/** A convolution and a classifier, with the loss of balanced softmax. */
function plainNet(samplesPerClass: readonly number[], filters: number): Net {
  const images = input({ shape: [4, 4, 2] });
  const kernelInitializer = initializers.glorotUniform({ seed: 1 });
  const conv = layers.conv2d({ kernelSize: 3, filters, activation: 'relu', kernelInitializer });
  const dense = layers.dense({ units: samplesPerClass.length, kernelInitializer });
  const features = layers.flatten().apply(conv.apply(images)) as SymbolicTensor;
  const trainer = model({ inputs: images, outputs: dense.apply(features) as SymbolicTensor });
  const net: Partial<Net> = {
    method: 'bsce',
    trainer,
    classifier: trainer,
    representations: { z: model({ inputs: images, outputs: features }) },
    wholeBatch: wholeBatchOf(methods.bsce, samplesPerClass, {}),
    lossAndScores(pictures, labels, { whole, mixed } = {}) {
      const logits = trainer.apply(pictures, { training: true }) as Tensor2D;
      const batch = { labels, logits: [logits], samplesPerClass, options: {}, whole, progress: 0 };
      return { loss: mixedLoss(methods.bsce.loss, batch as never, mixed), scores: logits };
    },
  };
  return net as Net;
}

function withoutImages(source: Recipe['train']): Recipe['train'] {
  const batches = () => {
    throw new Error('a replica has asked for training images');
  };
  return { ...source, batches };
}

function crashing(net: Recipe['net'], crash: Wish['crash']): Recipe['net'] {
  let steps = 0;
  return {
    ...net,
    lossAndScores(...batch) {
      if (crash !== undefined && ++steps === 3) {
        if (crash === 'exit') process.exit(7);
        throw new Error('the test wants it');
      }
      return net.lossAndScores(...batch);
    },
  };
}

runIfMain(program, job);
runIfMain(program, plainJob);
