import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import 'mbib/accelerate';
import { beforeAll, describe, expect, it } from 'vitest';
import { composedDepthwiseBackpropFilter } from '../../src/accelerate/depthwise-backprop-filter';
import { composedDepthwiseBackpropInput } from '../../src/accelerate/depthwise-backprop-input';
import { type Convolution, depthwiseConvolutions, dilatedConvolutions } from './convolutions';
import { expectEqual, innerProduct, type Kernel, registered, runKernel } from './kernels';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const kernels: [string, () => { input: Kernel; filter: Kernel }][] = [
  [
    'composed',
    () => ({
      input: composedDepthwiseBackpropInput as unknown as Kernel,
      filter: composedDepthwiseBackpropFilter as unknown as Kernel,
    }),
  ],
  [
    'registered',
    () => ({
      input: registered(tf.DepthwiseConv2dNativeBackpropInput, 'wasm'),
      filter: registered(tf.DepthwiseConv2dNativeBackpropFilter, 'wasm'),
    }),
  ],
];

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

    const adjoint = ({ x, filter, dy, attrs }: Convolution) => {
      const y = runKernel('cpu', registered(tf.DepthwiseConv2dNative, 'cpu'), { x, filter }, attrs);
      const dx = runKernel('wasm', get().input, { dy, filter }, attrs);
      const dw = runKernel('wasm', get().filter, { x, dy }, attrs);
      const product = innerProduct(y, dy);
      const tolerance = 1e-6 * Math.sqrt(innerProduct(y, y) * innerProduct(dy, dy));
      expect(Math.abs(innerProduct(x, dx) - product)).toBeLessThanOrEqual(tolerance);
      expect(Math.abs(innerProduct(filter, dw) - product)).toBeLessThanOrEqual(tolerance);
    };

    it('are the adjoints of the convolution: ⟨x ∗ w, dy⟩ = ⟨x, dx⟩ = ⟨w, dw⟩', () => {
      fc.assert(fc.property(depthwiseConvolutions, adjoint));
    });

    // The cpu backend's kernels ignore dilations, so the law is the reference here.
    it('are the adjoints of a dilated convolution too', () => {
      fc.assert(fc.property(dilatedConvolutions, adjoint));
    });
  },
);
