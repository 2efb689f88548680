import tf = require('@tensorflow/tfjs-core');
import mbib = require('mbib');
import training = require('mbib/training');

import 'mbib/accelerate';

const logits: tf.Tensor2D = tf.zeros([2, 3]);
export const optimizer: tf.Optimizer = training.sgd({ learningRate: 0.1 });
export const loss: tf.Tensor = mbib.bibLoss(logits, logits, logits, [1, 2, 3], { beta: 1 });
