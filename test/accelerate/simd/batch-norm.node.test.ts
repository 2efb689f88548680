import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import 'mbib/accelerate';
import { describe, expect, it } from 'vitest';
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
