/**
 * How fast EfficientNet-Lite0 and ResNet-50 turn images of 224×224 into features on one backend, and how fast the gradients of
 * EfficientNet-Lite0 are: images per second, the median of rounds that took turns. `npx tsx test/bench/efficientnet-lite0.ts
 * [--backend wasm] [--batch 16] [--rounds 5]`
 */
import { parseArgs } from 'node:util';
import 'mbib/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type BackendName, startBackend } from '../../src/jobs/backend/start-backend';
import { efficientNetLite0 } from '../../src/jobs/files/pretrained/efficientnet-lite0';
import { buildBackbone } from '../../src/jobs/nets/build-backbone';
import { takeTurns, turnOf } from './turns';

const { values } = parseArgs({
  options: {
    backend: { type: 'string', default: 'wasm' },
    batch: { type: 'string', default: '16' },
    rounds: { type: 'string', default: '5' },
  },
});
const batch = Number(values.batch);
const { reason } = await startBackend(values.backend as BackendName);
console.log(reason);
const start = performance.now();
const lite = await efficientNetLite0();
console.log(`EfficientNet-Lite0 is read in ${(performance.now() - start).toFixed(0)} ms`);
const images = tf.randomUniform<tf.Rank.R4>([batch, 224, 224, 3], -1, 1, 'float32', 1);
const resnet = buildBackbone('resnet50');
const times = await takeTurns(
  {
    'EfficientNet-Lite0, features': turnOf(() => features(lite)),
    'ResNet-50, features': turnOf(() => features(resnet)),
    'EfficientNet-Lite0, gradients': turnOf(() => gradients(lite)),
  },
  { rounds: Number(values.rounds), seconds: 300 },
);
const rows = Object.entries(times).map(([what, milliseconds]) => {
  const middle = milliseconds.sort((a, b) => a - b)[milliseconds.length >> 1]!;
  return { what, 'images per second': ((1000 * batch) / middle).toFixed(2), rounds: milliseconds.length };
});
console.table(rows);
process.exit();

async function features(net: LayersModel): Promise<void> {
  const map = tf.tidy(() => net.predict(images) as tf.Tensor);
  await map.data();
  map.dispose();
}

/** The gradients of all weights, with batch statistics: a training step but for the heads and the optimizer. */
async function gradients(net: LayersModel): Promise<void> {
  const value = tf.tidy(() => {
    const variables = net.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const squares = () => tf.mean(tf.square(net.apply(images, { training: true }) as tf.Tensor));
    return tf.variableGrads(squares as () => tf.Scalar, variables).value;
  });
  await value.data();
  value.dispose();
}
