import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { registerAccelerated } from '../register';
import { batchNormTraining, batchNormTrainingGradient, takes } from './batch-norm';
import { simdModule, type WasmBackend } from './module';

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
        const inputs = { dy: (dys as tf.Tensor[])[0]!, x, mean, variance, scale };
        const [dx, dscale, doffset] = tf.engine().runKernel(GRADIENT, inputs, attributes) as tf.Tensor[];
        return { x: () => dx!, scale: () => dscale!, offset: () => doffset! };
      },
    },
  ],
});

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

const layer = Object.getPrototypeOf(tfl.layers.batchNormalization()) as BatchNormalization;
const stockCall = layer.call;

// The stock layer takes its moments with operations of their own, whose gradients pass over the activations a dozen
// times; no kernel or gradient sees enough of the graph to do better, so the layer's training call itself is replaced.
layer.call = function (inputs, options) {
  const { gamma, beta, epsilon, momentum, movingMean, movingVariance } = this;
  const x = Array.isArray(inputs) ? inputs[0]! : inputs;
  const lastAxis = this.axis === -1 || this.axis === x.rank - 1;
  const here = tf.getBackend() === 'wasm' && simdModule(tf.backend() as WasmBackend) !== undefined;
  if (!options?.training || !gamma || !beta || !lastAxis || !here || !takes(x)) {
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
