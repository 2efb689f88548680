/**
 * The memory of a step whose batch does not fit: MBIB on ResNet-10, batch 128, on wasm, in parts as `--micro-batch auto` makes them.
 * `npx tsx test/bench/memory/run.ts [--images 128] [--size 224] [--steps 2]`
 */
import '@tensorflow/tfjs-backend-wasm';
import 'mbib/accelerate';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { longTailedCounts } from 'mbib';
import { sgd } from 'mbib/training';
import { fittingMicroBatch } from '../../../src/jobs/loop/fitting-micro-batch';
import { trainStepInParts } from '../../../src/jobs/loop/train-step';
import { buildBackbone } from '../../../src/jobs/nets/build-backbone';
import { buildNet } from '../../../src/jobs/nets/build-net';
import { defaultLossOptions } from '../../../src/jobs/nets/methods';

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '128' },
    size: { type: 'string', default: '224' },
    steps: { type: 'string', default: '2' },
  },
});
const batchSize = Number(values.images);
const imageSize = Number(values.size);

await tf.setBackend('wasm');
const samplesPerClass = longTailedCounts({ classes: 1000, max: 1280, imbalanceFactor: 256 });
const options = { ...defaultLossOptions('mbib'), samplesPerClass, seed: 0 };
const backbone = buildBackbone('resnet10', { seed: 0, imageSize });
const net = buildNet('mbib', backbone, ['stage2', 'stage3', 'stage4'], options);
const labels = Int32Array.from({ length: batchSize }, (_, i) => (7 * i) % samplesPerClass.length);
const imageShape = [imageSize, imageSize, 3];
const microBatch = await fittingMicroBatch({ net, batchSize, train: { imageShape } });
console.log(`auto: ${microBatch} images of ${batchSize}, heap ${heap()} GB after measuring`);

const variables = net.trainer.trainableWeights.map((weight) => weight.read() as tf.Variable);
const optimizer = sgd({ learningRate: 0.05, momentum: 0.9, weightDecay: 5e-4 });
const pixels = tf
  .randomNormal([batchSize, ...imageShape], 0, 1, 'float32', 1)
  .dataSync<'float32'>()
  .slice();
const batch = { pixels, imageShape, labels, progress: 0 };
for (let step = 1; step <= Number(values.steps); step++) {
  const start = performance.now();
  const result = trainStepInParts(net, optimizer, variables, batch, microBatch);
  const [loss] = await result.data();
  result.dispose();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`step ${step}: loss ${loss!.toFixed(3)}, ${seconds} s, heap ${heap()} GB`);
}
process.exit();

/** The memory of the wasm module, which never shrinks, in units of 10⁹ bytes. */
function heap(): string {
  const { wasm } = tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
  return (wasm.HEAPU8.byteLength / 1e9).toFixed(2);
}
