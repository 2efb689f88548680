// Images a second of training ResNet-32 (32 pixels, batch 128) and ResNet-10 (224 pixels, batch 8) with MBIB, on wasm and on
// native TensorFlow in turns:
//   scripts/native-tensorflow.sh && npx tsx test/bench/native-tensorflow.ts
import '@tensorflow/tfjs-backend-wasm';
import 'mbib/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { longTailedCounts } from 'mbib';
import { sgd } from 'mbib/training';
import { restoreRemovedUtil } from '../../src/jobs/backend/removed-util';
import { trainStep } from '../../src/jobs/loop/train-step';
import { buildNet } from '../../src/jobs/nets/build-net';
import { defaultLossOptions } from '../../src/jobs/nets/methods';
import { resnet10 } from '../../src/jobs/nets/resnet/resnet10';
import { resnet32 } from '../../src/jobs/nets/resnet/resnet32';
import { nativeTensorflow } from '../support/native-tensorflow';
import { takeTurns, turnOf } from './turns';

interface Task {
  backbone: () => tfl.LayersModel;
  taps: string[];
  classes: number;
  pixels: number;
  batch: number;
}

const tasks: Record<string, Task> = {
  'ResNet-32': {
    backbone: () => resnet32({ seed: 0 }),
    taps: ['stage1', 'stage2', 'stage3'],
    classes: 100,
    pixels: 32,
    batch: 128,
  },
  'ResNet-10': {
    backbone: () => resnet10({ seed: 0 }),
    taps: ['stage2', 'stage3', 'stage4'],
    classes: 1000,
    pixels: 224,
    batch: 8,
  },
};

/** A training on a backend of its own, and one step of it. */
async function startStep(backend: string, { backbone, taps, classes, pixels, batch }: Task) {
  await tf.setBackend(backend);
  const samplesPerClass = longTailedCounts({ classes, max: 500, imbalanceFactor: 100 });
  const net = buildNet('mbib', backbone(), taps, { ...defaultLossOptions('mbib'), samplesPerClass, seed: 0 });
  const optimizer = sgd({ learningRate: 0.001, momentum: 0.9, weightDecay: 3e-4 });
  const variables = net.trainer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const images = tf.randomNormal<tf.Rank.R4>([batch, pixels, pixels, 3], 0, 1, 'float32', 1);
  const labels = tf.tensor1d(
    Array.from({ length: batch }, (_, i) => (7 * i) % classes),
    'int32',
  );
  return async () => {
    await tf.setBackend(backend);
    const result = tf.tidy(() => trainStep(net, optimizer, variables, images, labels));
    await result.data();
    result.dispose();
  };
}

restoreRemovedUtil();
await import(nativeTensorflow);
for (const [name, task] of Object.entries(tasks)) {
  const wasm = turnOf(await startStep('wasm', task));
  const tensorflow = turnOf(await startStep('tensorflow', task));
  const times = await takeTurns({ wasm, tensorflow }, { rounds: 9, seconds: 60 });
  for (const [backend, milliseconds] of Object.entries(times)) {
    const sorted = milliseconds.map((time) => (1000 * task.batch) / time).sort((a, b) => a - b);
    const [low, middle, high] = [sorted[0]!, sorted[sorted.length >> 1]!, sorted.at(-1)!];
    console.log(
      `${name}  ${backend}  ${middle.toFixed(1)} images/s (${low.toFixed(1)}–${high.toFixed(1)}, ${sorted.length} rounds)`,
    );
  }
}
process.exit();
