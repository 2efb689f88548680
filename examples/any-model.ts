// MBIB on a model that it did not build: npx tsx any-model.ts, or npx tsx any-model.ts FOLDER TAP TAP … with the folder
// of a saved LayersModel or GraphModel that takes images of 8×8×1, and the layers or nodes that MBIB is to observe.
import '@tensorflow/tfjs-backend-wasm';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { layers, loadLayersModel, sequential } from '@tensorflow/tfjs-layers';
import { shotAccuracy, withMBIB } from 'mbib';
import 'mbib/accelerate';
import {
  digitsNormalisation,
  digitsPerClass,
  type ImageSet,
  loadDigits,
  loadFromFolder,
  longTailedDigits,
  normalise,
} from 'mbib/jobs';
import { sgd } from 'mbib/training';

await tf.setBackend('wasm');
const { train, test } = longTailedDigits(loadDigits(), 0);
const [folder, ...names] = process.argv.slice(2);

// Of a LayersModel, whoever made it, taps are names of layers, and it learns with the heads. Of a GraphModel, as the
// converter writes it, taps are names of nodes, and the heads alone learn.
const backbone = folder === undefined ? convnet() : await load(folder);
const taps = folder === undefined ? ['conv1', 'conv2', 'conv3'] : names;
const { trainer, classifier, loss, accuracy } = withMBIB(backbone, taps, { classes: 10 });

const optimizer = sgd({ learningRate: 0.05, momentum: 0.9 });
trainer.compile({ optimizer, loss: loss({ samplesPerClass: digitsPerClass }), metrics: [accuracy] });
await trainer.fit(images(train), tf.tensor1d(train.labels), { epochs: 20, batchSize: 64, verbose: 0 });
const predicted = classifier.predict(images(test)) as tf.Tensor;
const { all, few } = await shotAccuracy(test.labels, predicted, digitsPerClass);
const kind = 'layers' in backbone ? 'LayersModel' : 'GraphModel';
console.log(`${kind}: ${(100 * all!).toFixed(1)} % right, rare digits ${(100 * few!).toFixed(1)} %`);

async function load(folder: string) {
  const files = loadFromFolder(folder);
  const { format } = await files.load!();
  return format === 'graph-model' ? loadGraphModel(files) : loadLayersModel(files);
}

function convnet() {
  const same = { kernelSize: 3, padding: 'same', activation: 'relu' } as const;
  return sequential({
    layers: [
      layers.conv2d({ ...same, filters: 16, inputShape: [8, 8, 1], name: 'conv1' }),
      layers.conv2d({ ...same, filters: 32, strides: 2, name: 'conv2' }),
      layers.conv2d({ ...same, filters: 64, strides: 2, name: 'conv3' }),
    ],
  });
}

function images(set: ImageSet): tf.Tensor {
  const pixels = normalise(set, Int32Array.from(set.labels.keys()), digitsNormalisation);
  return tf.tensor4d(pixels, [set.labels.length, 8, 8, 1]);
}
