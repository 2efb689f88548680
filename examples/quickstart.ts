// Trains MBIB with model.fit on the bundled handwritten digits, 100 zeros down to 2 nines, in some seconds.
//
//   npm install mbib @tensorflow/tfjs-core @tensorflow/tfjs-layers @tensorflow/tfjs-backend-wasm tsx
//   npx tsx quickstart.ts
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
  percent,
  smallConvnet,
} from 'mbib/jobs';
import { cosine, learningRateSchedule, sgd } from 'mbib/training';

async function main() {
  const epochs = 40;
  const learningRate = 0.1;
  if (!(await tf.setBackend('wasm'))) throw new Error('The wasm backend did not start.');

  // The data: 276 long-tailed training images and 1,521 test images of 8×8 pixels.
  const { train, test } = longTailedDigits(loadDigits(), 0);

  // The network: a convnet of three stages, and the heads of MBIB on each of them.
  const backbone = smallConvnet({ seed: 0 });
  const net = withMBIB(backbone, ['stage1', 'stage2', 'stage3'], { classes: 10, seed: 0 });

  // The training. beta 1 suits one as short as this; the default, 5, is for hundreds of epochs.
  const optimizer = sgd({ learningRate, momentum: 0.9, weightDecay: 5e-4 });
  net.trainer.compile({
    optimizer,
    loss: net.loss({ samplesPerClass: digitsPerClass, beta: 1 }),
    metrics: [net.accuracy],
  });
  await net.trainer.fit(images(train), tf.tensor1d(train.labels, 'int32'), {
    epochs,
    batchSize: 64,
    verbose: 0,
    callbacks: learningRateSchedule(optimizer, cosine({ learningRate, epochs })),
  });

  // The test. The classifier is a plain tfjs model: save it, and load it without mbib.
  const probabilities = net.classifier.predict(images(test)) as tf.Tensor;
  const { all, medium, few } = await shotAccuracy(test.labels, probabilities, digitsPerClass);
  const rare = `digits with 17 training images at most: ${percent(few)} % right`;
  console.log(`${rare}; with more: ${percent(medium)} %; all: ${percent(all)} %`);
}

/** All images of a set as a tensor, normalised. */
function images(set: ImageSet): tf.Tensor {
  const every = Int32Array.from(set.labels.keys());
  return tf.tensor4d(normalise(set, every, digitsNormalisation), [every.length, 8, 8, 1]);
}

main();
