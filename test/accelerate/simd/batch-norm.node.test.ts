import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import 'mbib/accelerate';
import { beforeAll, describe, expect, it } from 'vitest';
import type { WasmBackend } from '../../../src/accelerate/simd/wasm-backend';
import { expectClose } from '../../support/close';
import { expectEqual, registered, runKernel, uniform, type Values } from '../kernels';

const tensorOf = ({ values, shape }: Values): tf.Tensor => tf.tensor(values, shape, 'float32');

const valuesOf = (tensor: tf.Tensor): Values => ({
  shape: tensor.shape,
  values: tensor.dataSync() as Float32Array,
});

/** Output, gradients of input, scale and offset, and moving statistics of the layer after one step of training. */
function train(shape: number[], axis: number): Values[] {
  let values: Values[] = [];
  tf.tidy(() => {
    const inputShape = shape.slice(1);
    const model = tfl.sequential({
      layers: [tfl.layers.batchNormalization({ axis, momentum: 0.9, inputShape })],
    });
    const size = shape.at(axis)!;
    model.setWeights([1, 2, 3, 4].map((seed) => tf.add(tensorOf(uniform([size], seed)), 1.5)));
    const x = tf.variable(tf.add(tf.mul(tensorOf(uniform(shape, 5)), 3), 10));
    const dy = tensorOf(uniform(shape, 6));
    let y: tf.Tensor | undefined;
    const [scale, offset] = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { grads } = tf.variableGrads(() => {
      y = tf.keep(model.apply(x, { training: true }) as tf.Tensor);
      return tf.sum(tf.mul(y, dy)) as tf.Scalar;
    }, [x, scale!, offset!]);
    const results = [
      y!,
      ...[x, scale!, offset!].map(({ name }) => grads[name]!),
      ...model.getWeights().slice(2),
    ];
    values = results.map(valuesOf);
    tf.dispose([x, y!]);
    model.dispose();
  });
  return values;
}

describe('the batch-norm layer in training on wasm', () => {
  let firstName: string;

  beforeAll(() => {
    firstName = tfl.layers.batchNormalization().name;
  });

  it('keeps the names, and so the weights of saved models, that it has without mbib', () => {
    expect(firstName).toMatch(/1$/);
  });

  it.each([
    ['images', [2, 5, 7, 8], -1],
    ['vectors', [6, 4], -1],
    ['many rows', [700, 3, 3, 20], 3],
    ['channels that fill no vectors', [2, 3, 3, 5], -1],
    ['channels first', [2, 4, 3, 3], 1],
  ] as const)('gives the output, statistics and gradients of the cpu backend: %s', async (_, shape, axis) => {
    await tf.setBackend('wasm');
    const before = tf.memory().numTensors;
    const actual = train([...shape], axis);
    expect(tf.memory().numTensors).toBe(before);
    await tf.setBackend('cpu');
    const expected = train([...shape], axis);
    // The gradient of the scale sums products that nearly cancel; float32 on the cpu backend is as far from exact.
    actual.forEach((values, i) => {
      expectEqual(values, expected[i]!, 2e-5);
    });
  });

  it('has gradients of gradients', async () => {
    const penalty = (x: tf.Tensor, dy: tf.Tensor, scale: tf.Tensor) => {
      const layer = tfl.layers.batchNormalization();
      layer.build(x.shape);
      const [gamma] = layer.trainableWeights as unknown as { read: () => tf.Tensor }[];
      gamma!.read = () => scale;
      const loss = (input: tf.Tensor, factor: tf.Tensor) => {
        const y = layer.apply(input, { training: true }) as tf.Tensor;
        return tf.sum(tf.mul(tf.square(y), factor));
      };
      const [first, second] = tf.grads(loss)([x, dy]) as [tf.Tensor, tf.Tensor];
      return tf.add(tf.sum(tf.square(first)), tf.sum(tf.square(second)));
    };
    const gradients = () =>
      tf.tidy(() => {
        const inputs = [uniform([4, 3, 8], 1), uniform([4, 3, 8], 2), uniform([8], 3)].map(tensorOf);
        return tf
          .grads(penalty as (...args: tf.Tensor[]) => tf.Tensor)(inputs)
          .map((gradient) => Array.from(gradient.dataSync()));
      });
    await tf.setBackend('wasm');
    const actual = gradients();
    await tf.setBackend('cpu');
    const expected = gradients();
    actual.forEach((values, i) => {
      expectClose(values, expected[i]!, { rtol: 1e-3, atol: 1e-3 });
    });
  });

  it('takes tensors of another backend, whose arrival makes the memory grow', async () => {
    const channels = 1 << 18;
    const heap = () => (tf.findBackend('wasm') as unknown as WasmBackend).wasm.HEAPU8.byteLength;
    const kept: tf.Tensor[] = [];
    await tf.setBackend('wasm');
    const before = heap();
    for (let round = 0; round < 8; round++) {
      await tf.setBackend('cpu');
      const x = tf.fill([2, channels], round);
      const layer = tfl.layers.batchNormalization({ betaInitializer: 'ones' });
      layer.build(x.shape);
      await tf.setBackend('wasm');
      const y = layer.apply(x, { training: true }) as tf.Tensor;
      expect(Array.from(y.dataSync().slice(-2))).toEqual([1, 1]);
      kept.push(x, y, ...layer.weights.map((weight) => weight.read()));
    }
    expect(heap()).toBeGreaterThan(before);
    tf.dispose(kept);
  });

  // The SIMD module does not fit a memory that threads share.
  it('runs as one kernel and its gradient as another', async () => {
    await tf.setBackend('wasm');
    const { kernelNames } = await tf.profile(() => {
      train([2, 5, 7, 8], -1);
      return tf.scalar(0);
    });
    expect(kernelNames).toContain('BatchNormTraining');
    expect(kernelNames).toContain('BatchNormTrainingGradient');
  });
});

describe('batch normalisation by given statistics on wasm', () => {
  it.each([
    ['scale and offset', [2, 5, 7, 8], ['scale', 'offset']],
    ['neither', [2, 5, 7, 8], []],
    ['channels that fill no vectors', [2, 5, 7, 3], ['scale', 'offset']],
  ] as const)('equals that of the cpu backend: %s', async (_, shape, optional) => {
    await tf.setBackend('wasm');
    const channels = shape[3];
    const variance = uniform([channels], 3);
    const inputs: Record<string, Values> = {
      x: uniform([...shape], 1),
      mean: uniform([channels], 2),
      variance: { ...variance, values: variance.values.map((value) => value + 1.1) },
    };
    for (const name of optional) inputs[name] = uniform([channels], name.length);
    const attrs = { varianceEpsilon: 1e-3 };
    expectEqual(
      runKernel('wasm', registered(tf.FusedBatchNorm, 'wasm'), inputs, attrs),
      runKernel('cpu', registered(tf.FusedBatchNorm, 'cpu'), inputs, attrs),
    );
  });
});
