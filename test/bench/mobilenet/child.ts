/**
 * Trains MobileNetV2 (α = 0.35, 96 pixels, batch 16) on wasm, a step whenever it is asked for one. Its arguments are the modules
 * that give `mbib/accelerate` and `mbib/training`: those of this version or of another.
 */
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { sgd as Sgd } from 'mbib/training';
import { printProfile } from '../training-step/profile';
import { mobileNetV2 } from './mobilenet-v2';

const BATCH = 16;
const SIZE = 96;
const CLASSES = 100;

const [accelerate, training] = process.argv.slice(2) as [string, string];
await import(accelerate);
const { sgd } = (await import(training)) as { sgd: typeof Sgd };
await tf.setBackend('wasm');

const model = mobileNetV2(SIZE, CLASSES);
const optimizer = sgd({ learningRate: 0.001, momentum: 0.9, weightDecay: 3e-4 });
const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
const images = tf.randomNormal<tf.Rank.R4>([BATCH, SIZE, SIZE, 3], 0, 1, 'float32', 1);
const ids = tf.tensor1d(
  Int32Array.from({ length: BATCH }, (_, i) => (7 * i) % CLASSES),
  'int32',
);

/** Cross entropy of the batch, after which the weights are updated. */
const step = () =>
  tf.tidy(() => {
    const targets = tf.oneHot(ids, CLASSES);
    const loss = () => {
      const logits = model.apply(images, { training: true }) as tf.Tensor2D;
      return tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), -1))) as tf.Scalar;
    };
    return optimizer.minimize(loss, true, variables)!;
  });

process.on('message', async (message: 'step' | 'profile') => {
  const start = performance.now();
  const before = process.cpuUsage();
  if (message === 'profile') {
    await printProfile('MobileNetV2', step);
  } else {
    const loss = step();
    const value = (await loss.data())[0];
    loss.dispose();
    const { user, system } = process.cpuUsage(before);
    process.send?.({
      milliseconds: performance.now() - start,
      processor: (user + system) / 1000,
      loss: value,
    });
    return;
  }
  process.send?.({});
});
process.send?.({});
