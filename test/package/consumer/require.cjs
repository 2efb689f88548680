require('@tensorflow/tfjs-backend-cpu');
const tf = require('@tensorflow/tfjs-core');
const { bibLoss } = require('mbib');
const { sgd } = require('mbib/training');
require('mbib/accelerate');

const logits = tf.variable(tf.zeros([2, 3]));
const labels = tf.tensor1d([0, 2], 'int32');
const loss = sgd({ learningRate: 1 }).minimize(() => bibLoss(labels, logits, logits, [4, 4, 4]), true);
console.log(JSON.stringify({ tfjs: tf.version_core, loss: loss.dataSync()[0], logits: logits.arraySync() }));
