import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import 'mbib/accelerate';
import { beforeAll, describe, expect, it } from 'vitest';
import { composedConv2DBackpropFilter } from '../../../src/accelerate/composed/conv2d-backprop-filter';
import { composedConv2DBackpropInput } from '../../../src/accelerate/composed/conv2d-backprop-input';
import { convolutions, expectAdjoints } from '../convolutions';
import { expectEqual, gradientKernels, registered, runKernel, uniform } from '../kernels';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const kernels = gradientKernels(
  { name: tf.Conv2DBackpropInput, composed: composedConv2DBackpropInput },
  { name: tf.Conv2DBackpropFilter, composed: composedConv2DBackpropFilter },
);

describe.each(kernels)('the %s gradients of a convolution on wasm', { timeout: 60_000 }, (_, get) => {
  it('equal those of the cpu backend for any strides, padding, kernel and size', () => {
    fc.assert(
      fc.property(convolutions, ({ x, filter, dy, attrs }) => {
        const { input, filter: filterKernel } = get();
        expectEqual(
          runKernel('wasm', input, { dy, filter }, attrs),
          runKernel('cpu', registered(tf.Conv2DBackpropInput, 'cpu'), { dy, filter }, attrs),
        );
        expectEqual(
          runKernel('wasm', filterKernel, { x, dy }, attrs),
          runKernel('cpu', registered(tf.Conv2DBackpropFilter, 'cpu'), { x, dy }, attrs),
        );
      }),
    );
  });

  it('are the adjoints of the convolution: ⟨x ∗ w, dy⟩ = ⟨x, dx⟩ = ⟨w, dw⟩', () => {
    fc.assert(fc.property(convolutions, (convolution) => expectAdjoints(tf.Conv2D, get(), convolution)));
  });

  it('of an empty batch are zeros for the filter and empty for the input', () => {
    const attrs = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC' };
    const [x, dy] = [uniform([0, 5, 5, 2], 1), uniform([0, 5, 5, 4], 2)];
    const dw = runKernel('wasm', get().filter, { x, dy }, { ...attrs, filterShape: [3, 3, 2, 4] });
    expectEqual(dw, { shape: [3, 3, 2, 4], values: new Float32Array(72) });
    const filter = uniform([3, 3, 2, 4], 3);
    const dx = runKernel('wasm', get().input, { dy, filter }, { ...attrs, inputShape: [0, 5, 5, 2] });
    expect(dx.shape).toEqual([0, 5, 5, 2]);
  });

  it('refuse NCHW with an error that says what to do', () => {
    const attrs = { strides: [1, 1], pad: 'same', dataFormat: 'NCHW' };
    const [x, dy] = [uniform([1, 2, 5, 5], 1), uniform([1, 4, 5, 5], 2)];
    const filterShape = [3, 3, 2, 4];
    expect(() => runKernel('wasm', get().filter, { x, dy }, { ...attrs, filterShape })).toThrow(
      /NCHW.*channelsLast/,
    );
    const filter = uniform(filterShape, 3);
    expect(() => runKernel('wasm', get().input, { dy, filter }, { ...attrs, inputShape: x.shape })).toThrow(
      /NCHW.*channelsLast/,
    );
  });
  it('refuse an upstream gradient of another shape than the output', () => {
    const attrs = { strides: [2, 2], pad: 'same', dataFormat: 'NHWC' };
    const inputShape = [1, 20, 20, 4];
    const [x, dy, filter] = [uniform(inputShape, 1), uniform([1, 4, 4, 4], 2), uniform([3, 3, 4, 4], 3)];
    const message = /shape \[1,4,4,4\].*\[1,20,20,4\].*\[3,3,4,4\].*\[1,10,10,4\]/;
    expect(() => runKernel('wasm', get().input, { dy, filter }, { ...attrs, inputShape })).toThrow(message);
    const filterShape = filter.shape;
    expect(() => runKernel('wasm', get().filter, { x, dy }, { ...attrs, filterShape })).toThrow(message);
  });
});
