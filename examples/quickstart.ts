// The library in model.fit, on the bundled digits: npx tsx quickstart.ts
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { shotAccuracy, withMBIB } from 'mbib';
import 'mbib/accelerate';
import {
  digitsNormalisation,
  digitsPerClass,
  type ImageSet,
  loadDigits,
  longTailedDigits,
  normalise,
  smallConvnet,
} from 'mbib/jobs';
import { cosine, learningRateSchedule, sgd } from 'mbib/training';

await tf.setBackend('wasm');
const { train, test } = longTailedDigits(loadDigits(), 0);
const epochs = 40;

const net = withMBIB(smallConvnet({ seed: 0 }), ['stage1', 'stage2', 'stage3'], { classes: 10 });
const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 5e-4 });
net.trainer.compile({
  optimizer,
  loss: net.loss({ samplesPerClass: digitsPerClass, beta: 1 }),
  metrics: [net.accuracy],
});
await net.trainer.fit(images(train), tf.tensor1d(train.labels, 'int32'), {
  epochs,
  batchSize: 64,
  verbose: 0,
  callbacks: learningRateSchedule(optimizer, cosine({ learningRate: 0.1, epochs })),
});

const probabilities = net.classifier.predict(images(test)) as tf.Tensor;
const { all, medium, few } = await shotAccuracy(test.labels, probabilities, digitsPerClass);
console.log(
  `digits with 17 training images at most: ${percent(few)} right; with more: ${percent(medium)}; all: ${percent(all)}`,
);

function images(set: ImageSet): tf.Tensor {
  const every = Int32Array.from(set.labels.keys());
  return tf.tensor4d(normalise(set, every, digitsNormalisation), [every.length, 8, 8, 1]);
}

function percent(fraction: number | null): string {
  return `${(100 * fraction!).toFixed(1)} %`;
}
