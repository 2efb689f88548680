import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { bibLoss } from 'mbib';

const logits = tf.variable(tf.zeros([2, 3]));
const labels = tf.tensor1d([0, 2], 'int32');
const loss = tf.train.sgd(1).minimize(() => bibLoss(labels, logits, logits, [4, 4, 4]), true);
document.title = JSON.stringify({
  tfjs: tf.version_core,
  loss: loss.dataSync()[0],
  logits: logits.arraySync(),
});
