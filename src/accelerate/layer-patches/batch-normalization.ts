import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { BATCH_NORM_TRAINING, MOVING_STATISTICS } from '../kernel-names';
import { takesBatchNorm } from '../simd/batch-norm';
import { simdIsActive } from '../simd/simd-module';

/** What the patch uses of tfjs-layers' `BatchNormalization`. */
interface BatchNormalization {
  axis: number;
  scale: boolean;
  center: boolean;
  momentum: number;
  epsilon: number;
  /** Undefined where `scale` is false. */
  gamma?: Readable;
  /** Undefined where `center` is false. */
  beta?: Readable;
  movingMean: tfl.LayerVariable;
  movingVariance: tfl.LayerVariable;
  call(inputs: tf.Tensor | tf.Tensor[], options: { training?: boolean }): tf.Tensor;
}

/** What is read of a weight. */
type Readable = Pick<tfl.LayerVariable, 'read'>;

/**
 * Replaces the method `call` of tfjs-layers' `BatchNormalization`: in training, where the SIMD module runs, all of it is one
 * kernel, `BatchNormTraining`. Every other call goes to the stock method.
 *
 * A layer without gamma (`scale: false`) or beta (`center: false`) is computed as one whose gamma is 1 and beta 0. The stock method
 * reads them in training whether they are there or not. In a call that is not a training call it leaves them out; but tfjs has no
 * gradient of a batch normalisation without them, and throws where it would save them for it.
 *
 * Where the channels are not the last axis, they are moved there and back: the stock method gives the statistics to its kernel as
 * `[1, channels, 1, 1]`, which that of the cpu and of the wasm backend read as if the channels came last.
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
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    const axis = this.axis < 0 ? this.axis + x.rank : this.axis;
    if (axis === x.rank - 1) return callOnLastAxis(this, x, options);
    const toLast = [...x.shape.keys()].filter((other) => other !== axis).concat(axis);
    const back = toLast.map((_, i) => toLast.indexOf(i));
    const layer = Object.create(this, { axis: { value: -1 } });
    return tf.tidy(() => tf.transpose(callOnLastAxis(layer, tf.transpose(x, toLast), options), back));
  };

  function callOnLastAxis(of: BatchNormalization, x: tf.Tensor, options: { training?: boolean }): tf.Tensor {
    const training = options?.training;
    const recorded = tf.engine().state.gradientDepth > 0;
    const layer = training || recorded ? completed(of) : of;
    const { gamma, beta } = layer;
    if (!training || !gamma || !beta || !simdIsActive() || !takesBatchNorm(x)) {
      return stockCall.call(layer, x, options);
    }
    return tf.tidy(() => train(layer, x, gamma.read(), beta.read()));
  }
}

/** The layer, seen as one that has a gamma of 1 where it has none, and a beta of 0. */
function completed(layer: BatchNormalization): BatchNormalization {
  const { gamma, beta, movingMean } = layer;
  if (gamma && beta) return layer;
  const constant = (value: number): Readable => ({ read: () => tf.fill(movingMean.read().shape, value) });
  return Object.create(layer, {
    scale: { value: true },
    center: { value: true },
    gamma: { value: gamma ?? constant(1) },
    beta: { value: beta ?? constant(0) },
  });
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
  const old = { movingMean: movingMean.read(), movingVariance: movingVariance.read() };
  const moved = tf.engine().runKernel(MOVING_STATISTICS, { ...old, mean, variance }, { momentum });
  const [movedMean, movedVariance] = moved as unknown as [tf.Tensor, tf.Tensor];
  movingMean.write(movedMean);
  movingVariance.write(movedVariance);
  return y;
}
