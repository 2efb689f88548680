import * as tf from '@tensorflow/tfjs';
import { bibLoss, withMBIB } from 'mbib';

// Made by the test, in the project that this file is copied to.
const other = await import(new URL('./other/index.mjs', import.meta.url).href);

await tf.setBackend('cpu');
const logits = other.variable(other.zeros([2, 3]));
const labels = other.tensor1d([0, 2], 'int32');
const optimizer = other.train.sgd(1);
const loss = optimizer.minimize(() => bibLoss(labels, logits, logits, [4, 4, 4]), true);
const step = { tfjs: tf.version_core, loss: loss.dataSync()[0], logits: logits.arraySync() };

// All variables are of the one engine, so that names have to differ.
const model = (copy, name) => {
  const layer = (config) => copy.layers.conv2d({ filters: 2, kernelSize: 2, ...config });
  return copy.sequential({
    layers: [layer({ inputShape: [4, 4, 1], name: `${name}1` }), layer({ name: `${name}2` })],
  });
};
const refusal = (backbone, taps) => {
  try {
    withMBIB(backbone, taps, { classes: 3 });
    return 'not refused';
  } catch (error) {
    return error.message;
  }
};
const own = model(tf, 'own');
const foreign = model(other, 'foreign');
const refused = {
  model: refusal(foreign, ['foreign1', 'foreign2']),
  layers: refusal(own, foreign.layers),
  'symbolic tensors': refusal(
    own,
    foreign.layers.map((layer) => layer.output),
  ),
};
const accepted = refusal(own, ['own1', 'own2']);
console.log(JSON.stringify({ ...step, other: other.version_core, refused, accepted }));
