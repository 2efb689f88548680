import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { BATCH_NORM_TRAINING } from '../kernel-names';
import { takesBatchNorm } from '../simd/batch-norm';
import { simdIsActive } from '../simd/simd-module';

/** What the patch uses of tfjs-layers' `BatchNormalization`. */
interface BatchNormalization {
  axis: number;
  momentum: number;
  epsilon: number;
  gamma?: tfl.LayerVariable;
  beta?: tfl.LayerVariable;
  movingMean: tfl.LayerVariable;
  movingVariance: tfl.LayerVariable;
  call(inputs: tf.Tensor | tf.Tensor[], options: { training?: boolean }): tf.Tensor | tf.Tensor[];
}

/**
 * Replaces the method `call` of tfjs-layers' `BatchNormalization`: in training, where the SIMD module runs, all of it is one
 * kernel, `BatchNormTraining`. Every other call goes to the stock method.
 *
 * The stock method computes the mean and variance of the batch by several operations, whose gradients pass over the
 * activations a dozen times. A kernel or a gradient sees one of these operations at a time, so none could do better in its
 * place; hence the method is replaced.
 */
export function patchBatchNormalization(): void {
  // With a name, since a layer without one takes a number: the user's first layer would be named …2, and so its weights.
  const prototype: BatchNormalization = Object.getPrototypeOf(
    tfl.layers.batchNormalization({ name: 'mbib/accelerate' }),
  );
  const stockCall = prototype.call;

  prototype.call = function (inputs, options) {
    const { gamma, beta } = this;
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    const lastAxis = this.axis === -1 || this.axis === x.rank - 1;
    if (!options?.training || !gamma || !beta || !lastAxis || !simdIsActive() || !takesBatchNorm(x)) {
      return stockCall.call(this, inputs, options);
    }
    return tf.tidy(() => train(this, x, gamma.read(), beta.read()));
  };
}

/** The output of a layer in training; sets its moving statistics. */
function train(layer: BatchNormalization, x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor): tf.Tensor {
  const { epsilon, momentum, movingMean, movingVariance } = layer;
  const [y, mean, variance] = tf
    .engine()
    .runKernel(BATCH_NORM_TRAINING, { x, scale, offset }, { varianceEpsilon: epsilon }) as unknown as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  movingMean.write(movingAverage(movingMean.read(), mean, momentum));
  movingVariance.write(movingAverage(movingVariance.read(), variance, momentum));
  return y;
}

function movingAverage(old: tf.Tensor, value: tf.Tensor, momentum: number): tf.Tensor {
  return tf.sub(old, tf.mul(tf.sub(old, value), 1 - momentum));
}
