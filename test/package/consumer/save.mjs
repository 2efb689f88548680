import { writeFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { withMBIB } from 'mbib';

const backbone = tfl.sequential({
  layers: [
    tfl.layers.conv2d({
      inputShape: [4, 4, 1],
      filters: 2,
      kernelSize: 2,
      activation: 'relu',
      name: 'stage1',
    }),
    tfl.layers.conv2d({ filters: 3, kernelSize: 2, activation: 'relu', name: 'stage2' }),
  ],
});
const net = withMBIB(backbone, ['stage1', 'stage2'], { classes: 3, seed: 1 });
net.trainer.compile({
  optimizer: 'sgd',
  loss: net.loss({ samplesPerClass: [4, 2, 1], tapWeights: [0.5, 1] }),
});
const images = tf.reshape(tf.linspace(-1, 1, 64), [4, 4, 4, 1]);
await net.trainer.fit(images, tf.tensor2d([[0], [0], [1], [2]], [4, 1], 'int32'), { verbose: 0 });

await net.classifier.save(
  tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    const weights = Buffer.from(weightData).toString('base64');
    writeFileSync('classifier.json', JSON.stringify({ modelTopology, weightSpecs, weights }));
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  }),
);
console.log(JSON.stringify(net.classifier.predict(images).arraySync()));
