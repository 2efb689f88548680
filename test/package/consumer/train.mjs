import * as tf from '@tensorflow/tfjs';
import { withMBIB } from 'mbib';
import { sgd } from 'mbib/training';
import 'mbib/accelerate';

// Parcel knows no await outside of a function.
async function train() {
  await tf.setBackend('cpu');
  const backbone = tf.sequential();
  const initializer = () => tf.initializers.heNormal({ seed: 1 });
  const layer = (config) =>
    tf.layers.conv2d({
      filters: 4,
      kernelSize: 3,
      activation: 'relu',
      kernelInitializer: initializer(),
      ...config,
    });
  backbone.add(layer({ inputShape: [8, 8, 1], name: 'stage1' }));
  backbone.add(layer({ name: 'stage2' }));

  const samplesPerClass = [8, 4, 2];
  const images = tf.randomNormal([14, 8, 8, 1], 0, 1, 'float32', 1);
  const labels = tf.tensor1d(
    samplesPerClass.flatMap((count, label) => Array(count).fill(label)),
    'int32',
  );
  const net = withMBIB(backbone, ['stage1', 'stage2'], { classes: 3, seed: 1 });
  net.trainer.compile({
    optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }),
    loss: net.loss({ samplesPerClass, tapWeights: [0.5, 1] }),
  });
  const { history } = await net.trainer.fit(images, labels, {
    epochs: 5,
    batchSize: 14,
    shuffle: false,
    verbose: 0,
  });
  // The bundle of it runs in a page, where there is no console to read from.
  const result = JSON.stringify({ tfjs: tf.version['tfjs-core'], losses: history.loss });
  if (globalThis.document) document.title = result;
  else console.log(result);
}

train();
