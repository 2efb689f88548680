import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import 'mbib/accelerate';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { trainingEnvironment } from '../../../src/jobs/loop/training-environment';
import { expectEqual, registered, runKernel, uniform, type Values } from '../kernels';

const FLAG = 'MBIB_FUSED_MULTIPLY_ADD';
let supported: boolean;

beforeAll(async () => {
  await tf.setBackend('wasm');
  supported = tf.env().getBool(FLAG);
});

afterEach(() => tf.env().set(FLAG, supported));

const attrs = { strides: 1, pad: 'same', dataFormat: 'NHWC', dilations: 1 };
const [x, dy] = [uniform([2, 9, 9, 8], 1), uniform([2, 9, 9, 8], 2)];
const filter = uniform([3, 3, 8, 8], 3);
const shapes = { inputShape: x.shape, filterShape: filter.shape };

const kernels: [string, string, Record<string, Values>, object][] = [
  ['a convolution by Winograd', 'Conv2D', { x, filter }, attrs],
  ['a convolution of stride 2', 'Conv2D', { x, filter }, { ...attrs, strides: 2 }],
  ['a gradient of the input', 'Conv2DBackpropInput', { dy, filter }, { ...attrs, ...shapes }],
  ['a gradient of the filter', 'Conv2DBackpropFilter', { x, dy }, { ...attrs, ...shapes }],
];

describe.each(kernels)('%s', (_, kernelName, inputs, attributes) => {
  const on = (backend: 'cpu' | 'wasm') =>
    runKernel(backend, registered(kernelName, backend), inputs, attributes);
  const onWasm = (fused: boolean) => {
    tf.env().set(FLAG, fused);
    return on('wasm');
  };

  it('equals the cpu backend with separate products and sums', () => {
    expectEqual(onWasm(false), on('cpu'));
  });

  it('equals it with fused ones, to other bits', (context) => {
    if (!supported) context.skip('this WebAssembly has no relaxed SIMD: run it in Node 22 or later');
    const fused = onWasm(true);
    expectEqual(fused, on('cpu'));
    expect(fused.values).not.toEqual(onWasm(false).values);
    expect(onWasm(true).values).toEqual(fused.values);
  });
});

describe('the flag MBIB_FUSED_MULTIPLY_ADD', () => {
  it('is in what a log says of the arithmetic, on wasm only', async () => {
    expect(trainingEnvironment().arithmetic).toBe(supported ? 'float32, fused multiply-add' : 'float32');
    tf.env().set(FLAG, false);
    expect(trainingEnvironment().arithmetic).toBe('float32');
    tf.env().set(FLAG, supported);
    await tf.setBackend('cpu');
    expect(trainingEnvironment().arithmetic).toBe('float32');
    await tf.setBackend('wasm');
  });

  it('cannot be set where WebAssembly has no relaxed SIMD', (context) => {
    if (supported) context.skip('this WebAssembly has relaxed SIMD');
    expect(() => tf.env().set(FLAG, true)).toThrow(/must be false here: .* no relaxed SIMD/);
    expect(tf.env().getBool(FLAG)).toBe(false);
  });
});
