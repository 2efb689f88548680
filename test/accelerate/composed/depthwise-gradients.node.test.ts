import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import 'mbib/accelerate';
import { beforeAll, describe, expect, it } from 'vitest';
import { composedDepthwiseBackpropFilter } from '../../../src/accelerate/composed/depthwise-backprop-filter';
import { composedDepthwiseBackpropInput } from '../../../src/accelerate/composed/depthwise-backprop-input';
import {
  type Convolution,
  depthwiseConvolutions,
  dilatedConvolutions,
  expectAdjoints,
} from '../convolutions';
import { expectEqual, gradientKernels, registered, runKernel, uniform } from '../kernels';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const kernels = gradientKernels(
  { name: tf.DepthwiseConv2dNativeBackpropInput, composed: composedDepthwiseBackpropInput },
  { name: tf.DepthwiseConv2dNativeBackpropFilter, composed: composedDepthwiseBackpropFilter },
);

describe.each(kernels)(
  'the %s gradients of a depthwise convolution on wasm',
  { timeout: 60_000 },
  (_, get) => {
    it('equal those of the cpu backend for any strides, padding, kernel, size and channel multiplier', () => {
      fc.assert(
        fc.property(depthwiseConvolutions, ({ x, filter, dy, attrs }) => {
          const cpuInput = registered(tf.DepthwiseConv2dNativeBackpropInput, 'cpu');
          expectEqual(
            runKernel('wasm', get().input, { dy, filter }, attrs),
            runKernel('cpu', cpuInput, { dy, filter }, attrs),
          );
          const cpuFilter = registered(tf.DepthwiseConv2dNativeBackpropFilter, 'cpu');
          expectEqual(
            runKernel('wasm', get().filter, { x, dy }, attrs),
            runKernel('cpu', cpuFilter, { x, dy }, attrs),
          );
        }),
      );
    });

    const adjoint = (convolution: Convolution) =>
      expectAdjoints(tf.DepthwiseConv2dNative, get(), convolution);

    it('are the adjoints of the convolution: ⟨x ∗ w, dy⟩ = ⟨x, dx⟩ = ⟨w, dw⟩', () => {
      fc.assert(fc.property(depthwiseConvolutions, adjoint));
    });

    // The cpu backend's kernels ignore dilations, so the law is the reference here.
    it('are the adjoints of a dilated convolution too', () => {
      fc.assert(fc.property(dilatedConvolutions, adjoint));
    });

    it('refuse an upstream gradient of another shape than the output', () => {
      const attrs = { strides: [1, 1], dilations: [1, 1], pad: 'same' };
      const inputShape = [1, 6, 6, 2];
      const [x, dy, filter] = [uniform(inputShape, 1), uniform([1, 5, 6, 2], 2), uniform([3, 3, 2, 1], 3)];
      const message = /shape \[1,5,6,2\].*\[1,6,6,2\]/;
      expect(() => runKernel('wasm', get().input, { dy, filter }, { ...attrs, inputShape })).toThrow(message);
      const filterShape = filter.shape;
      expect(() => runKernel('wasm', get().filter, { x, dy }, { ...attrs, filterShape })).toThrow(message);
    });
  },
);
