import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { registerAccelerated } from '../../register';
import { simdIsActive } from '../module';
import { batchNormTraining, batchNormTrainingGradient, takes } from './batch-norm';

interface Attributes {
  varianceEpsilon: number;
}

const TRAINING = 'BatchNormTraining';
const GRADIENT = 'BatchNormTrainingGradient';

registerAccelerated({
  kernels: [
    { kernelName: TRAINING, backendName: 'wasm', kernelFunc: batchNormTraining as unknown as tf.KernelFunc },
    {
      kernelName: GRADIENT,
      backendName: 'wasm',
      kernelFunc: batchNormTrainingGradient as unknown as tf.KernelFunc,
    },
  ],
  gradients: [
    {
      kernelName: TRAINING,
      inputsToSave: ['x', 'scale'],
      outputsToSave: [false, true, true],
      gradFunc: (dys, saved, attributes) => {
        const [x, scale, mean, variance] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        const dy = (dys as tf.Tensor[])[0]!;
        const recorded = tf.engine().state.gradientDepth > 0;
        const [dx, dscale, doffset] = recorded
          ? differentiableGradient(dy, x, scale, (attributes as unknown as Attributes).varianceEpsilon)
          : (tf.engine().runKernel(GRADIENT, { dy, x, mean, variance, scale }, attributes) as tf.Tensor[]);
        return { x: () => dx!, scale: () => dscale!, offset: () => doffset! };
      },
    },
  ],
});

/**
 * What the kernel `BatchNormTrainingGradient` computes, by operations that have gradients themselves, for gradients of
 * gradients; mean and variance follow from `x`.
 */
function differentiableGradient(dy: tf.Tensor, x: tf.Tensor, scale: tf.Tensor, epsilon: number) {
  const axes = x.shape.slice(1).map((_, axis) => axis);
  const rows = x.size / scale.size;
  const centred = tf.sub(x, tf.mean(x, axes));
  const inverseDeviation = tf.rsqrt(tf.add(tf.mean(tf.square(centred), axes), epsilon));
  const normalised = tf.mul(centred, inverseDeviation);
  const dscale = tf.sum(tf.mul(dy, normalised), axes);
  const doffset = tf.sum(dy, axes);
  const projected = tf.sub(tf.sub(dy, tf.div(doffset, rows)), tf.mul(normalised, tf.div(dscale, rows)));
  return [tf.mul(projected, tf.mul(scale, inverseDeviation)), dscale, doffset] as const;
}

/** What the replacement uses of tfjs-layers' `BatchNormalization`. */
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

// A layer without a name would take the number of the user's first, which names its weights.
const layer = Object.getPrototypeOf(
  tfl.layers.batchNormalization({ name: 'mbib/accelerate' }),
) as BatchNormalization;
const stockCall = layer.call;

// The stock layer takes its moments with operations of their own, whose gradients pass over the activations a dozen
// times; no kernel or gradient sees enough of the graph to do better, so the layer's training call itself is replaced.
layer.call = function (inputs, options) {
  const { gamma, beta, epsilon, momentum, movingMean, movingVariance } = this;
  const x = Array.isArray(inputs) ? inputs[0]! : inputs;
  const lastAxis = this.axis === -1 || this.axis === x.rank - 1;
  if (!options?.training || !gamma || !beta || !lastAxis || !simdIsActive() || !takes(x)) {
    return stockCall.call(this, inputs, options);
  }
  return tf.tidy(() => {
    const tensors = { x, scale: gamma.read(), offset: beta.read() };
    const [y, mean, variance] = tf
      .engine()
      .runKernel(TRAINING, tensors, { varianceEpsilon: epsilon }) as unknown as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    movingMean.write(movingAverage(movingMean.read(), mean, momentum));
    movingVariance.write(movingAverage(movingVariance.read(), variance, momentum));
    return y;
  });
};

function movingAverage(old: tf.Tensor, value: tf.Tensor, momentum: number): tf.Tensor {
  return tf.sub(old, tf.mul(tf.sub(old, value), 1 - momentum));
}
