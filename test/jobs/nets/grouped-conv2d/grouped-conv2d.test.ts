import * as tf from '@tensorflow/tfjs-core';
import { initializers, input, type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import 'mbib/accelerate';
import {
  blockDiagonalKernel,
  diagonalBlocks,
} from '../../../../src/jobs/nets/grouped-conv2d/block-diagonal-kernel';
import { denseBlocks } from '../../../../src/jobs/nets/grouped-conv2d/dense-blocks';
import { groupedConv2d } from '../../../../src/jobs/nets/grouped-conv2d/grouped-conv2d';
import { GroupedConv2D } from '../../../../src/jobs/nets/grouped-conv2d/grouped-conv2d-layer';
import type {
  GroupedConvolution,
  GroupedConvolutionOptions,
} from '../../../../src/jobs/nets/grouped-conv2d/grouped-convolution';
import { uniform, type Values } from '../../../accelerate/kernels';
import { onGpu, tolerance } from '../../../support/backend';
import { expectClose } from '../../../support/close';
import { depthwiseSum } from '../../../support/depthwise-sum';
import { read } from '../../../support/read';

interface Operands {
  x: Values;
  kernel: Values;
  options: GroupedConvolutionOptions;
}

type Shape = [number, number, number, number];

const tensor = ({ values, shape }: Values) => tf.tensor4d(values, shape as Shape);

/** The output and the gradients of half its squared norm, computed by a strategy. */
function valuesAndGradients(strategy: GroupedConvolution, { x, kernel, options }: Operands) {
  return read(() => {
    const operands = [tensor(x), tensor(kernel)] as const;
    const y = strategy(...operands, options);
    const gradients = tf.grads((...[image, weights]: tf.Tensor[]) =>
      strategy(image as tf.Tensor4D, weights as tf.Tensor4D, options),
    )([...operands], y);
    return [y, ...gradients];
  });
}

/** The definition, in float64: output channel g·(out/groups) + m reads the channels of group g. */
function reference({ x, kernel, options: { groups, strides, padding } }: Operands) {
  const [kernelHeight, kernelWidth, ins, outs] = kernel.shape as Shape;
  const [, height, width, channels] = x.shape as Shape;
  const { outShape, padInfo } = tf.backend_util.computeConv2DInfo(
    x.shape as Shape,
    [kernelHeight, kernelWidth, ins * groups, outs],
    strides,
    1,
    padding,
  );
  const [, outHeight, outWidth] = outShape;
  const y: number[] = new Array(tf.util.sizeFromShape(outShape)).fill(0);
  const dx: number[] = new Array(x.values.length).fill(0);
  const dkernel: number[] = new Array(kernel.values.length).fill(0);
  const forEachProduct = (visit: (yAt: number, xAt: number, kernelAt: number) => void) => {
    for (let yAt = 0; yAt < y.length; yAt++) {
      const out = yAt % outs;
      const column = Math.floor(yAt / outs) % outWidth;
      const row = Math.floor(yAt / outs / outWidth) % outHeight;
      const image = Math.floor(yAt / outs / outWidth / outHeight);
      const firstChannel = Math.floor(out / (outs / groups)) * ins;
      for (let i = 0; i < kernelHeight; i++) {
        for (let j = 0; j < kernelWidth; j++) {
          const h = row * strides[0] + i - padInfo.top;
          const w = column * strides[1] + j - padInfo.left;
          if (h < 0 || w < 0 || h >= height || w >= width) continue;
          for (let c = 0; c < ins; c++) {
            const xAt = ((image * height + h) * width + w) * channels + firstChannel + c;
            visit(yAt, xAt, ((i * kernelWidth + j) * ins + c) * outs + out);
          }
        }
      }
    }
  };
  forEachProduct((yAt, xAt, kernelAt) => {
    y[yAt]! += x.values[xAt]! * kernel.values[kernelAt]!;
  });
  forEachProduct((yAt, xAt, kernelAt) => {
    dx[xAt]! += y[yAt]! * kernel.values[kernelAt]!;
    dkernel[kernelAt]! += y[yAt]! * x.values[xAt]!;
  });
  return [y, dx, dkernel];
}

async function expectReference(strategy: GroupedConvolution, operands: Operands) {
  const actual = await valuesAndGradients(strategy, operands);
  reference(operands).forEach((expected, i) => {
    const scale = Math.max(...expected.map(Math.abs));
    expectClose(actual[i]!, expected, { rtol: 0, atol: tolerance(1e-5) * scale });
  });
}

const operands = (
  size: number,
  channels: number,
  filters: number,
  options: GroupedConvolutionOptions,
  seed = 1,
) => ({
  x: uniform([2, size, size + 1, channels], seed),
  kernel: uniform([3, 3, channels / options.groups, filters], seed + 1),
  options,
});

const strategies: [string, GroupedConvolution][] = [
  ['a convolution a group', denseBlocks(1)],
  ['dense blocks of two groups', denseBlocks(2)],
  ['one block-diagonal convolution', denseBlocks(4)],
  ['a depthwise convolution and a sum', depthwiseSum],
  ['the default of the backend', groupedConv2d],
];

describe.each(strategies)('%s', (_, strategy) => {
  test('computes the definition of a grouped convolution and its gradients', () =>
    expectReference(strategy, operands(5, 8, 12, { groups: 4, strides: [1, 1], padding: 'same' })));

  test('does so with a stride', () =>
    expectReference(strategy, operands(6, 8, 4, { groups: 4, strides: [2, 2], padding: 'valid' })));
});

test('the default computes the definition for any groups, sizes and strides', async () => {
  const sizes = fc.record({
    groups: fc.integer({ min: 1, max: 6 }),
    ins: fc.integer({ min: 1, max: 5 }),
    outs: fc.integer({ min: 1, max: 5 }),
    size: fc.integer({ min: 3, max: 7 }),
    stride: fc.constantFrom(1, 2),
    padding: fc.constantFrom('same' as const, 'valid' as const),
    seed: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(sizes, ({ groups, ins, outs, size, stride, padding, seed }) =>
      expectReference(
        groupedConv2d,
        operands(size, groups * ins, groups * outs, { groups, strides: [stride, stride], padding }, seed),
      ),
    ),
    { numRuns: onGpu() ? 3 : 30 },
  );
});

test('the diagonal blocks of a block-diagonal kernel are the grouped kernel', async () => {
  const { kernel } = operands(3, 12, 6, { groups: 3, strides: [1, 1], padding: 'same' });
  const [blocks] = await read(() => [diagonalBlocks(blockDiagonalKernel(tensor(kernel), 3), 3)]);
  expect(blocks).toEqual(Array.from(kernel.values));
});

describe('GroupedConv2D', () => {
  const layer = () =>
    new GroupedConv2D({
      name: 'grouped',
      filters: 8,
      kernelSize: 3,
      groups: 2,
      strides: 2,
      padding: 'same',
      kernelInitializer: initializers.randomNormal({ stddev: 0.5, seed: 3 }),
    });

  const network = () => {
    const x = input({ shape: [5, 6, 4] });
    return model({ inputs: x, outputs: layer().apply(x) as SymbolicTensor });
  };

  test('comes back from its configuration, its initialiser too', async () => {
    const net = network();
    const config = JSON.parse(JSON.stringify(net.getConfig()));
    const [Model, fromConfig] = tf.serialization.SerializationMap.getMap().classNameMap.Model!;
    const copy = fromConfig(Model, config) as LayersModel;
    const images = uniform([2, 5, 6, 4], 1);
    const [before, after] = await read(() =>
      [net, copy].map((each) => each.predict(tensor(images)) as tf.Tensor),
    );
    expect(after).toEqual(before);
    for (const each of [net, copy]) each.dispose();
  });

  test('declares the shape that it computes', () => {
    for (const [size, padding, stride] of [
      [7, 'same', 2],
      [8, 'valid', 2],
      [5, 'valid', 1],
    ] as const) {
      const args = { filters: 4, kernelSize: 3, groups: 2, strides: stride, padding };
      const grouped = new GroupedConv2D(args);
      const y = grouped.apply(tf.zeros([1, size, size + 1, 2])) as tf.Tensor;
      expect(grouped.computeOutputShape([1, size, size + 1, 2])).toEqual(y.shape);
    }
  });

  test('refuses groups that do not divide the channels, and says so', () => {
    expect(() => new GroupedConv2D({ name: 'a', filters: 9, kernelSize: 3, groups: 2 })).toThrow(
      'a: filters must be a multiple of groups (2), got 9. Choose a divisor of it.',
    );
    expect(() => layer().apply(input({ shape: [5, 5, 3] }))).toThrow(
      "grouped: the input's channels must be a multiple of groups (2), got 3. Choose a divisor of it.",
    );
  });

  test('leaves no tensors behind', () => {
    const before = tf.memory().numTensors;
    const net = network();
    tf.dispose(tf.tidy(() => net.predict(tf.zeros([1, 5, 6, 4]))));
    net.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
