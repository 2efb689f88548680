import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import 'mbib/accelerate';
import { beforeAll, describe, expect, it } from 'vitest';
import { convolutions } from '../../convolutions';
import { expectEqual, registered, runKernel, uniform, type Values } from '../../kernels';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const onBoth = (kernelName: string, inputs: Record<string, Values>, attrs: object) => ({
  wasm: runKernel('wasm', registered(kernelName, 'wasm'), inputs, attrs),
  cpu: runKernel('cpu', registered(kernelName, 'cpu'), inputs, attrs),
});

const attributes = { strides: 1, dilations: 1, pad: 'same', dataFormat: 'NHWC' };

describe('the convolution on wasm', () => {
  // tfjs's own kernel serves where threads share the memory, and is wrong for some, such as 2×1 with strides of 2 on one row.
  it('equals that of the cpu backend for any strides, padding, kernel and size', () => {
    fc.assert(
      fc.property(convolutions, ({ x, filter, attrs }) => {
        const { wasm, cpu } = onBoth(tf.Conv2D, { x, filter }, attrs);
        expectEqual(wasm, cpu);
      }),
      { numRuns: 100 },
    );
  });

  it('equals that of the cpu backend with dilations, by the stock kernel', () => {
    const inputs = { x: uniform([2, 9, 9, 8], 1), filter: uniform([3, 3, 8, 8], 2) };
    const { wasm, cpu } = onBoth(tf.Conv2D, inputs, { ...attributes, dilations: [2, 2] });
    expectEqual(wasm, cpu);
  });

  it.each(['linear', 'relu'])(
    'with a bias and the activation %s equals that of the cpu backend',
    (activation) => {
      const operands = { x: uniform([2, 6, 6, 4], 1), filter: uniform([3, 3, 4, 8], 2) };
      const inputs = { ...operands, bias: uniform([8], 3) };
      const { wasm, cpu } = onBoth(tf.FusedConv2D, inputs, { ...attributes, activation });
      expectEqual(wasm, cpu);
      const plain = onBoth(tf.FusedConv2D, operands, { ...attributes, activation });
      expectEqual(plain.wasm, plain.cpu);
    },
  );
});

// Where the channels and the pixels fit, the input itself is the matrix that is multiplied; else it is copied.
const pointwise: [string, number[], number][] = [
  ['that fits', [2, 6, 6, 8], 16],
  ['of several blocks', [2, 42, 42, 24], 8],
  ['whose pixels are no multiple of four', [3, 3, 3, 8], 8],
  ['whose channels fill no vectors', [2, 6, 6, 6], 12],
];

it.each(pointwise)(
  'a 1×1 convolution %s and its gradients equal those of the cpu backend',
  (_, shape, outputs) => {
    const x = uniform(shape, 1);
    const filter = uniform([1, 1, shape[3]!, outputs], 2);
    const dy = uniform([...shape.slice(0, 3), outputs], 3);
    const attrs = { ...attributes, inputShape: shape, filterShape: filter.shape };
    const results = [
      onBoth(tf.Conv2D, { x, filter }, attrs),
      onBoth(tf.Conv2DBackpropInput, { dy, filter }, attrs),
      onBoth(tf.Conv2DBackpropFilter, { x, dy }, attrs),
    ];
    for (const { wasm, cpu } of results) expectEqual(wasm, cpu);
  },
);

// Sizes of several blocks of tiles: many images, bands of one image, a last block that is not full.
const large: [string, number[], number][] = [
  ['images of one tile', [300, 4, 4, 8], 8],
  ['a stage of ResNet', [2, 8, 8, 64], 64],
  ['channels that fill no vectors', [3, 17, 30, 7], 13],
  ['images larger than a block', [1, 21, 30, 100], 5],
];

describe.each(large)('a 3×3 convolution of %s', (_, shape, outputs) => {
  const channels = shape[3]!;
  const x = uniform(shape, 1);
  const filter = uniform([3, 3, channels, outputs], 2);
  const dy = uniform([...shape.slice(0, 3), outputs], 3);
  const attrs = { ...attributes, inputShape: shape, filterShape: filter.shape };

  it('and its gradients equal those of the cpu backend', () => {
    const results = [
      onBoth(tf.Conv2D, { x, filter }, attrs),
      onBoth(tf.Conv2DBackpropInput, { dy, filter }, attrs),
      onBoth(tf.Conv2DBackpropFilter, { x, dy }, attrs),
    ];
    for (const { wasm, cpu } of results) expectEqual(wasm, cpu);
  }, 60_000);

  it('gives the same bits whatever lay in memory', () => {
    const run = () => [
      runKernel('wasm', registered(tf.Conv2D, 'wasm'), { x, filter }, attrs).values,
      runKernel('wasm', registered(tf.Conv2DBackpropFilter, 'wasm'), { x, dy }, attrs).values,
    ];
    const first = run();
    const backend = tf.findBackend('wasm');
    const litter = backend.write(new Float32Array(1 << 22).fill(Number.NaN), [1 << 22], 'float32');
    backend.disposeData(litter);
    expect(run()).toEqual(first);
  });
});
