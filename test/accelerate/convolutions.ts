import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect } from 'vitest';
import { innerProduct, type Kernel, registered, runKernel, uniform, type Values } from './kernels';

type Pad = 'same' | 'valid' | [[0, 0], [number, number], [number, number], [0, 0]];

/** A convolution with its operands and an upstream gradient. */
export interface Convolution {
  x: Values;
  filter: Values;
  dy: Values;
  attrs: {
    strides: [number, number];
    dilations: [number, number];
    pad: Pad;
    dataFormat: 'NHWC';
    inputShape: number[];
    filterShape: number[];
  };
}

const margin = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }));
const pad: fc.Arbitrary<Pad> = fc.oneof(
  fc.constant('same' as const),
  fc.constant('valid' as const),
  fc.tuple(fc.constant<[0, 0]>([0, 0]), margin, margin, fc.constant<[0, 0]>([0, 0])),
);
const upTo = (max: number) => fc.integer({ min: 1, max });

const sizes = fc.record({
  batch: upTo(3),
  height: upTo(13),
  width: upTo(13),
  channels: upTo(9),
  outputs: upTo(9),
  kernel: fc.tuple(upTo(7), upTo(7)),
  pad,
  seed: fc.nat(),
});

/** Any strides 1..3, paddings, 1×1..7×7 kernels, odd and even sizes, without dilations. */
export const convolutions = fc
  .tuple(sizes, fc.tuple(upTo(3), upTo(3)))
  .map(([size, strides]) => convolution(size, strides, [1, 1], false))
  .filter(hasOutput);

/** Depthwise convolutions of any strides and channel multiplier 1..9. */
export const depthwiseConvolutions = fc
  .tuple(sizes, fc.tuple(upTo(3), upTo(3)))
  .map(([size, strides]) => convolution(size, strides, [1, 1], true))
  .filter(hasOutput);

/** Depthwise convolutions with one output channel for each of 4, 8 or 12 input channels, as SIMD takes them. */
const channelwise = fc.record({
  ...{ batch: upTo(3), height: upTo(13), width: upTo(13) },
  ...{ channels: fc.constantFrom(4, 8, 12), outputs: fc.constant(1) },
  ...{ kernel: fc.tuple(upTo(7), upTo(7)), pad, seed: fc.nat() },
});

/** Those of any strides 1..3. */
export const channelwiseConvolutions = fc
  .tuple(channelwise, fc.tuple(upTo(3), upTo(3)))
  .map(([size, strides]) => convolution(size, strides, [1, 1], true))
  .filter(hasOutput);

/** Those of stride 1 and dilations 1..3. */
export const dilatedChannelwiseConvolutions = fc
  .tuple(channelwise, fc.tuple(upTo(3), upTo(3)))
  .map(([size, dilations]) => convolution(size, [1, 1], dilations, true))
  .filter(hasOutput);

/** Depthwise convolutions of stride 1 and dilations 1..3. */
export const dilatedConvolutions = fc
  .tuple(sizes, fc.tuple(upTo(3), upTo(3)))
  .map(([size, dilations]) => convolution(size, [1, 1], dilations, true))
  .filter(hasOutput);

type Sizes = typeof sizes extends fc.Arbitrary<infer T> ? T : never;

function convolution(
  size: Sizes,
  strides: [number, number],
  dilations: [number, number],
  depthwise: boolean,
): Convolution {
  const inputShape: Shape = [size.batch, size.height, size.width, size.channels];
  const filterShape: Shape = [...size.kernel, size.channels, size.outputs];
  const { outShape } = tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    dilations,
    size.pad,
    undefined,
    depthwise,
  );
  const empty = outShape.some((length) => length < 1);
  return {
    x: uniform(inputShape, size.seed),
    filter: uniform(filterShape, size.seed + 1),
    dy: uniform(empty ? [0] : outShape, size.seed + 2),
    attrs: { strides, dilations, pad: size.pad, dataFormat: 'NHWC', inputShape, filterShape },
  };
}

type Shape = [number, number, number, number];

function hasOutput({ dy }: Convolution): boolean {
  return dy.values.length > 0;
}

/** Fails unless the gradients that two wasm kernels give are the adjoints of the cpu backend's convolution. */
export function expectAdjoints(
  kernelName: string,
  kernels: { input: Kernel; filter: Kernel },
  { x, filter, dy, attrs }: Convolution,
): void {
  const y = runKernel('cpu', registered(kernelName, 'cpu'), { x, filter }, attrs);
  const dx = runKernel('wasm', kernels.input, { dy, filter }, attrs);
  const dw = runKernel('wasm', kernels.filter, { x, dy }, attrs);
  const product = innerProduct(y, dy);
  const tolerance = 1e-6 * Math.sqrt(innerProduct(y, y) * innerProduct(dy, dy));
  expect(Math.abs(innerProduct(x, dx) - product)).toBeLessThanOrEqual(tolerance);
  expect(Math.abs(innerProduct(filter, dw) - product)).toBeLessThanOrEqual(tolerance);
}
