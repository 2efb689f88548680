import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it, vi } from 'vitest';
import { gradients, kernelRows } from '../../src/accelerate/table';
import { uniform } from './kernels';

type Form = 'simd' | 'composed' | 'stock';

interface Example {
  what: string;
  kernelName: string;
  /** Shapes of the inputs, float32. */
  inputs: Record<string, number[]>;
  attrs: object;
  withSimd: Form;
  /** None for kernels that are run only where SIMD is active. */
  withoutSimd?: Form;
}

const image = [2, 6, 6, 4];
const filter = [3, 3, 4, 4];
const convolution = { strides: 1, pad: 'same', dataFormat: 'NHWC', dilations: 1 };
const shapes = { inputShape: image, filterShape: filter };
const statistics = { mean: [4], variance: [4] };
const dilated = { ...convolution, dilations: 2 };
const layer = { varianceEpsilon: 1e-3 };

/** Which form serves which kernel: a claim of its own, not derived from the table. */
const examples: Example[] = [
  {
    what: 'of transposed matrices',
    kernelName: 'BatchMatMul',
    inputs: { a: [3, 4], b: [3, 5] },
    attrs: { transposeA: true, transposeB: false },
    withSimd: 'composed',
    withoutSimd: 'composed',
  },
  {
    what: 'of matrices as they are',
    kernelName: 'BatchMatMul',
    inputs: { a: [3, 4], b: [4, 5] },
    attrs: { transposeA: false, transposeB: false },
    withSimd: 'stock',
    withoutSimd: 'stock',
  },
  {
    what: '3×3',
    kernelName: 'Conv2D',
    inputs: { x: image, filter },
    attrs: convolution,
    withSimd: 'simd',
    withoutSimd: 'stock',
  },
  {
    what: 'dilated',
    kernelName: 'Conv2D',
    inputs: { x: image, filter },
    attrs: dilated,
    withSimd: 'stock',
    withoutSimd: 'stock',
  },
  {
    what: '3×3',
    kernelName: 'Conv2DBackpropFilter',
    inputs: { x: image, dy: image },
    attrs: { ...convolution, ...shapes },
    withSimd: 'simd',
    withoutSimd: 'composed',
  },
  {
    what: '3×3',
    kernelName: 'Conv2DBackpropInput',
    inputs: { dy: image, filter },
    attrs: { ...convolution, ...shapes },
    withSimd: 'simd',
    withoutSimd: 'composed',
  },
  {
    what: '3×3',
    kernelName: 'DepthwiseConv2dNativeBackpropFilter',
    inputs: { x: image, dy: [2, 6, 6, 8] },
    attrs: { ...convolution, filterShape: [3, 3, 4, 2] },
    withSimd: 'composed',
    withoutSimd: 'composed',
  },
  {
    what: 'of one output channel for each input channel',
    kernelName: 'DepthwiseConv2dNativeBackpropFilter',
    inputs: { x: image, dy: image },
    attrs: { ...convolution, filterShape: [3, 3, 4, 1] },
    withSimd: 'simd',
    withoutSimd: 'composed',
  },
  {
    what: 'of stride 2',
    kernelName: 'DepthwiseConv2dNativeBackpropInput',
    inputs: { dy: [2, 3, 3, 4], filter: [3, 3, 4, 1] },
    attrs: { ...convolution, strides: 2, inputShape: image },
    withSimd: 'simd',
    withoutSimd: 'composed',
  },
  {
    what: 'of stride 1',
    kernelName: 'DepthwiseConv2dNativeBackpropInput',
    inputs: { dy: image, filter: [3, 3, 4, 1] },
    attrs: { ...convolution, inputShape: image },
    withSimd: 'composed',
    withoutSimd: 'composed',
  },
  {
    what: '3×3',
    kernelName: 'DepthwiseConv2dNativeBackpropInput',
    inputs: { dy: [2, 6, 6, 8], filter: [3, 3, 4, 2] },
    attrs: { ...convolution, inputShape: image },
    withSimd: 'composed',
    withoutSimd: 'composed',
  },
  {
    what: 'by statistics of each channel',
    kernelName: 'FusedBatchNorm',
    inputs: { x: image, ...statistics },
    attrs: layer,
    withSimd: 'simd',
    withoutSimd: 'stock',
  },
  {
    what: 'without bias and activation',
    kernelName: 'FusedConv2D',
    inputs: { x: image, filter },
    attrs: { ...convolution, activation: 'linear' },
    withSimd: 'simd',
    withoutSimd: 'stock',
  },
  {
    what: 'of numbers',
    kernelName: 'Identity',
    inputs: { x: [3] },
    attrs: {},
    withSimd: 'composed',
    withoutSimd: 'composed',
  },
  {
    what: 'over images',
    kernelName: 'Mean',
    inputs: { x: image },
    attrs: { axis: [1, 2], keepDims: false },
    withSimd: 'simd',
    withoutSimd: 'stock',
  },
  {
    what: 'over channels',
    kernelName: 'Mean',
    inputs: { x: image },
    attrs: { axis: [3], keepDims: false },
    withSimd: 'stock',
    withoutSimd: 'stock',
  },
  {
    what: 'of one pixel',
    kernelName: 'AvgPoolGrad',
    inputs: { dy: [2, 3, 3, 4], input: image },
    attrs: { filterSize: 1, strides: 2, pad: 'valid' },
    withSimd: 'simd',
    withoutSimd: 'stock',
  },
  {
    what: 'of an image',
    kernelName: 'Slice',
    inputs: { x: image },
    attrs: { begin: [0, 1, 1, 0], size: [2, 4, 4, 4] },
    withSimd: 'simd',
    withoutSimd: 'stock',
  },
  {
    what: 'of rows',
    kernelName: 'UnsortedSegmentSum',
    inputs: { x: [3, 2], segmentIds: [3] },
    attrs: { numSegments: 3 },
    withSimd: 'composed',
    withoutSimd: 'composed',
  },
  {
    what: 'of an image',
    kernelName: 'BatchNormTraining',
    inputs: { x: image, scale: [4], offset: [4] },
    attrs: layer,
    withSimd: 'simd',
  },
  {
    what: 'of an image',
    kernelName: 'BatchNormTrainingGradient',
    inputs: { dy: image, x: image, ...statistics, scale: [4] },
    attrs: layer,
    withSimd: 'simd',
  },
  {
    what: 'of channels',
    kernelName: 'MovingStatistics',
    inputs: { movingMean: [4], movingVariance: [4], ...statistics },
    attrs: { momentum: 0.9 },
    withSimd: 'composed',
    withoutSimd: 'composed',
  },
  {
    what: 'of a variable',
    kernelName: 'AdamWUpdate',
    inputs: { value: [3, 2], gradient: [3, 2], mean: [3, 2], square: [3, 2] },
    attrs: {
      kept: 0.999,
      meanShare: 0.1,
      beta2: 0.999,
      squareShare: 0.001,
      rootCorrection: 0.05,
      epsilon: 1e-8,
      stepSize: 0.01,
    },
    withSimd: 'simd',
    withoutSimd: 'composed',
  },
  {
    what: 'of a variable',
    kernelName: 'SgdUpdate',
    inputs: { value: [3, 2], gradient: [3, 2], velocity: [3, 2] },
    attrs: { learningRate: 0.1, weightDecay: 0, momentum: 0.9, nesterov: false },
    withSimd: 'simd',
    withoutSimd: 'composed',
  },
  {
    what: 'of an image',
    kernelName: 'ClipGradient',
    inputs: { dy: image, x: image },
    attrs: { low: 0, high: 6 },
    withSimd: 'simd',
  },
  {
    what: 'of an image',
    kernelName: 'ReluGradient',
    inputs: { dy: image, x: image },
    attrs: {},
    withSimd: 'simd',
  },
];

/** What is registered under a name on wasm. */
type Registry = Map<string, tf.KernelConfig>;

const registry = (): Registry =>
  new Map(tf.getKernelsForBackend('wasm').map((kernel) => [kernel.kernelName, kernel]));

/** Runs a kernel as tfjs does, and says which form of its row gave the output. */
function servedBy({ kernelName, inputs, attrs }: Example): Form {
  const row = kernelRows.find((candidate) => candidate.kernelName === kernelName)!;
  const forms = (['simd', 'composed'] as const).filter((form) => row[form]);
  const spies = forms.map((form) => vi.spyOn(row, form as 'simd'));
  tf.tidy(() => {
    const tensors = Object.entries(inputs).map(([name, shape], seed) => {
      const { values } = uniform(shape, seed);
      const isIds = name === 'segmentIds';
      return [name, isIds ? tf.tensor([2, 0, 2], shape, 'int32') : tf.tensor(values.map(Math.abs), shape)];
    });
    tf.engine().runKernel(kernelName, Object.fromEntries(tensors), attrs as tf.NamedAttrMap);
  });
  const served = forms.filter((_, i) => spies[i]!.mock.results.some(({ value }) => value !== undefined));
  for (const spy of spies) spy.mockRestore();
  expect(served.length).toBeLessThanOrEqual(1);
  return served[0] ?? 'stock';
}

/**
 * Tests which implementation serves each kernel once `mbib/accelerate` and the wasm backend are there.
 *
 * @param install imports one of the two and sets the backend. Before it, the registry must hold the stock kernels; after it,
 * those of `mbib/accelerate` too.
 */
export function testWhatServes(withSimd: boolean, install: () => Promise<unknown>): void {
  let before: Registry;
  let after: Registry;

  it('replaces or adds just the kernels of the table, and its marker', async () => {
    before = registry();
    expect(before.size).toBeGreaterThan(50);
    await install();
    expect(tf.getBackend()).toBe('wasm');
    after = registry();
    const changed = [...after.keys()].filter(
      (name) => name !== 'mbib/accelerate' && after.get(name) !== before.get(name),
    );
    const expected = new Set(examples.map(({ kernelName }) => kernelName));
    expect(changed.sort()).toEqual([...expected].sort());
    expect([...after.keys()]).toContain('mbib/accelerate');
    expect([...after.keys()]).toEqual(expect.arrayContaining([...before.keys()]));
  });

  const served = examples.flatMap((example) => {
    const form = withSimd ? example.withSimd : example.withoutSimd;
    return form ? [{ ...example, form }] : [];
  });

  it.each(served)('$kernelName $what: the $form form', (example) => {
    expect(servedBy(example)).toBe(example.form);
  });

  it('has the gradients of the table in the registry', () => {
    expect(gradients.map(({ kernelName }) => kernelName).sort()).toEqual(
      [
        ...['BatchNormTraining', 'ClipByValue', 'ClipGradient', 'FusedBatchNorm'],
        ...['Mean', 'Relu', 'Relu6', 'ReluGradient', 'Sum'],
      ].sort(),
    );
    for (const gradient of gradients) expect(tf.getGradient(gradient.kernelName)).toBe(gradient);
  });

  describe('in training', () => {
    const kernelsOf = async (run: () => tf.Tensor) => (await tf.profile(() => tf.tidy(run))).kernelNames;

    it(`a batch-norm layer ${withSimd ? 'is one kernel' : 'is what tfjs-layers makes of it'}`, async () => {
      const batchNorm = tfl.layers.batchNormalization();
      const names = await kernelsOf(
        () => batchNorm.apply(tf.ones([2, 3, 4]), { training: true }) as tf.Tensor,
      );
      expect(names.includes('BatchNormTraining')).toBe(withSimd);
      expect(names.includes('FusedBatchNorm')).toBe(!withSimd);
    });

    it(`the gradient of relu ${withSimd ? 'is one kernel' : 'is a product'}`, async () => {
      const names = await kernelsOf(() => tf.grad((x: tf.Tensor) => tf.relu(x))(tf.ones([3])));
      expect(names.includes('ReluGradient')).toBe(withSimd);
      expect(names.includes('Step')).toBe(!withSimd);
    });
  });
}
