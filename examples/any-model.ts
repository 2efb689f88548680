import '@tensorflow/tfjs-backend-wasm';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { type MbibModel, shotAccuracy, withMBIB } from 'mbib';
import 'mbib/accelerate';
import { sgd } from 'mbib/training';
import { normalise } from '../src/jobs/data/augment';
import {
  digitsNormalisation,
  digitsPerClass,
  longTailedDigits,
} from '../src/jobs/data/digits/digits-long-tailed';
import type { ImageSet } from '../src/jobs/data/image-set';
import { loadDigits } from '../src/jobs/files/load-digits';
import { frozenConvnet, savedConvnet } from '../test/support/foreign-models';

// MBIB on models that it did not build: npx tsx examples/any-model.ts
await tf.setBackend('wasm');
const { train, test } = longTailedDigits(loadDigits(), 0);

// A LayersModel, as from loadLayersModel('https://…/model.json'). Taps are names of its layers; it learns with the heads.
const layersModel = await loadLayersModel(tf.io.fromMemory(await savedConvnet()));
await learn('LayersModel', withMBIB(layersModel, ['conv1', 'conv2', 'conv3'], { classes: 10 }));

// A GraphModel, as the converter writes it: here what was just trained. Taps are names of its nodes; the heads alone learn.
const graphModel = await loadGraphModel(tf.io.fromMemory(await frozenConvnet(layersModel)));
await learn('GraphModel', withMBIB(graphModel, ['conv1/Relu', 'conv2/Relu', 'conv3/Relu'], { classes: 10 }));

async function learn(name: string, { trainer, classifier, loss, accuracy }: MbibModel): Promise<void> {
  const optimizer = sgd({ learningRate: 0.05, momentum: 0.9 });
  trainer.compile({ optimizer, loss: loss({ samplesPerClass: digitsPerClass }), metrics: [accuracy] });
  await trainer.fit(images(train), tf.tensor1d(train.labels), { epochs: 20, batchSize: 64, verbose: 0 });
  const predicted = classifier.predict(images(test)) as tf.Tensor;
  const { all, few } = await shotAccuracy(test.labels, predicted, digitsPerClass);
  console.log(`${name}: ${(100 * all!).toFixed(1)} % right, rare digits ${(100 * few!).toFixed(1)} %`);
}

function images(set: ImageSet): tf.Tensor {
  const pixels = normalise(set, Int32Array.from(set.labels.keys()), digitsNormalisation);
  return tf.tensor4d(pixels, [set.labels.length, 8, 8, 1]);
}
