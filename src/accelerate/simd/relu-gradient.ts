import * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../compose';
import { registerAccelerated } from '../register';
import { pointer, simdIsActive, simdModule, type WasmBackend } from './module';

const RELU_GRADIENT = 'ReluGradient';

function reluGradient({ inputs, backend }: KernelArguments<'dy' | 'x', object>): tf.TensorInfo {
  const { dy, x } = inputs;
  const wasm = backend as WasmBackend;
  const out = wasm.makeOutput(x.shape, 'float32');
  const size = tf.util.sizeFromShape(x.shape);
  simdModule(wasm)!.reluGradient(pointer(wasm, dy), pointer(wasm, x), size, pointer(wasm, out));
  return out;
}

/** dy where x is positive, 0 elsewhere; in one pass on wasm. */
function gradientOfRelu(dy: tf.Tensor, x: tf.Tensor): tf.Tensor {
  if (x.dtype === 'float32' && dy.dtype === 'float32' && simdIsActive()) {
    return tf.engine().runKernel(RELU_GRADIENT, { dy, x }) as tf.Tensor;
  }
  return tf.mul(dy, tf.cast(tf.step(x), 'float32'));
}

registerAccelerated({
  kernels: [
    { kernelName: RELU_GRADIENT, backendName: 'wasm', kernelFunc: reluGradient as unknown as tf.KernelFunc },
  ],
  gradients: [
    {
      kernelName: tf.Relu,
      inputsToSave: ['x'],
      gradFunc: (dy, [x]) => ({ x: () => gradientOfRelu(dy as tf.Tensor, x!) }),
    },
    {
      kernelName: RELU_GRADIENT,
      inputsToSave: ['x'],
      gradFunc: (dy, [x]) => ({
        dy: () => gradientOfRelu(dy as tf.Tensor, x!),
        x: () => tf.zerosLike(x!),
      }),
    },
  ],
});
