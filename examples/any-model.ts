// Puts the heads of MBIB on a model of yours, and trains it on the bundled digits.
//
//   npm install mbib @tensorflow/tfjs-core @tensorflow/tfjs-layers @tensorflow/tfjs-converter @tensorflow/tfjs-backend-wasm tsx
//   npx tsx any-model.ts                      the model is the small convnet at the end of this page
//   npx tsx any-model.ts FOLDER TAP TAP …     a saved LayersModel or GraphModel that takes images of 8×8×1, and the names of
//                                             the layers or nodes to observe, shallow to deep
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
  percent,
} from 'mbib/jobs';
import { sgd } from 'mbib/training';

async function main() {
  if (!(await tf.setBackend('wasm'))) throw new Error('The wasm backend did not start.');
  const { train, test } = longTailedDigits(loadDigits(), 0);
  const [folder, ...names] = process.argv.slice(2);

  // The taps of a LayersModel are names of layers; the model learns together with the heads. The taps of a GraphModel, which the
  // converter writes, are names of nodes; it stays as it is, and only the heads learn.
  const backbone = folder === undefined ? convnet() : await load(folder);
  const taps = folder === undefined ? ['conv1', 'conv2', 'conv3'] : names;
  const { trainer, classifier, loss, accuracy } = withMBIB(backbone, taps, { classes: 10 });

  // Training and test, as for any model.
  const optimizer = sgd({ learningRate: 0.05, momentum: 0.9 });
  trainer.compile({ optimizer, loss: loss({ samplesPerClass: digitsPerClass }), metrics: [accuracy] });
  await trainer.fit(images(train), tf.tensor1d(train.labels), { epochs: 20, batchSize: 64, verbose: 0 });
  const predicted = classifier.predict(images(test)) as tf.Tensor;
  const { all, few } = await shotAccuracy(test.labels, predicted, digitsPerClass);
  const kind = 'layers' in backbone ? 'LayersModel' : 'GraphModel';
  console.log(`${kind}: ${percent(all)} % right, rare digits ${percent(few)} %`);
}

/** A model from its folder; model.json says of which kind it is. */
async function load(folder: string) {
  const files = loadFromFolder(folder);
  const { format } = await files.load!();
  return format === 'graph-model' ? loadGraphModel(files) : loadLayersModel(files);
}

/** Any model serves: this one was made without mbib. */
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

/** All images of a set as a tensor, normalised. */
function images(set: ImageSet): tf.Tensor {
  const pixels = normalise(set, Int32Array.from(set.labels.keys()), digitsNormalisation);
  return tf.tensor4d(pixels, [set.labels.length, 8, 8, 1]);
}

main();
