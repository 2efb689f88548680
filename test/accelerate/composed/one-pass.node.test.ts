import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import 'mbib/accelerate';
import { adamW, type SgdOptions, sgd } from 'mbib/training';
import { beforeAll, expect, it } from 'vitest';
import { composedAdamWUpdate } from '../../../src/accelerate/composed/adam-w-update';
import { composedSgdUpdate } from '../../../src/accelerate/composed/sgd-update';
import { simdAdamWUpdate } from '../../../src/accelerate/simd/adam-w-update';
import { simdSgdUpdate } from '../../../src/accelerate/simd/sgd-update';
import { uniform } from '../kernels';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

/** What `run` returns where a kernel is not registered: the operations that it stands for compute it. */
function without<Result>(kernelName: string, run: () => Result): Result {
  const kernel = tf.getKernel(kernelName, 'wasm');
  tf.unregisterKernel(kernelName, 'wasm');
  try {
    return run();
  } finally {
    tf.registerKernel(kernel);
  }
}

const optimizers: [string, Omit<SgdOptions, 'learningRate'>][] = [
  ['momentum', { momentum: 0.9 }],
  ['momentum and weight decay', { momentum: 0.9, weightDecay: 3e-4 }],
  ['Nesterov and weight decay', { momentum: 0.8, weightDecay: 0.05, nesterov: true }],
];

const steppers: [string, string, () => ReturnType<typeof sgd | typeof adamW>][] = [
  ...optimizers.map(([what, options]): (typeof steppers)[number] => [
    `sgd with ${what}`,
    'SgdUpdate',
    () => sgd({ learningRate: 0.1, ...options }),
  ]),
  ['adamW', 'AdamWUpdate', () => adamW({ learningRate: 0.01, weightDecay: 0.05 })],
  [
    'adamW with other betas',
    'AdamWUpdate',
    () => adamW({ learningRate: 0.1, beta1: 0.7, beta2: 0.9, epsilon: 1e-3 }),
  ],
];

it.each(steppers)(
  '%s is one kernel, with the bits of the operations',
  async (_, kernelName, makeOptimizer) => {
    const shape = [7, 9];
    const train = () => {
      const weight = tf.tidy(() => tf.variable(tf.tensor(uniform(shape, 1).values, shape), true, 'one-pass'));
      const optimizer = makeOptimizer();
      const history = [2, 3, 4].map((seed) => {
        tf.tidy(() =>
          optimizer.applyGradients({ 'one-pass': tf.tensor(uniform(shape, seed).values, shape) }),
        );
        return weight.dataSync().slice();
      });
      optimizer.dispose();
      weight.dispose();
      return history;
    };
    const before = tf.memory().numTensors;
    const inOnePass = train();
    expect(tf.memory().numTensors).toBe(before);
    expect(inOnePass).toEqual(without(kernelName, train));
    const { kernelNames } = await tf.profile(() => {
      train();
      return tf.scalar(0);
    });
    expect(kernelNames).toContain(kernelName);
    expect(kernelNames).not.toContain('Multiply');
  },
);

it('sgd without momentum is no such kernel and steps by w − η·g', () => {
  const weight = tf.variable(tf.tensor1d([1, 2]), true, 'plain');
  sgd({ learningRate: 0.5 }).applyGradients({ plain: tf.tensor1d([1, -1]) });
  expect([...weight.dataSync()]).toEqual([0.5, 2.5]);
  weight.dispose();
});

it.each(optimizers)('without SIMD an update of sgd with %s has the same bits', (_, options) => {
  const { momentum = 0, weightDecay = 0, nesterov = false } = options;
  const attributes = { learningRate: 0.1, momentum, weightDecay, nesterov };
  for (const velocity of [undefined, uniform([7, 9], 3)]) {
    const inputs = { value: uniform([7, 9], 1), gradient: uniform([7, 9], 2), ...(velocity && { velocity }) };
    const infos = Object.entries(inputs).map(([name, { values, shape }]) => [name, tf.tensor(values, shape)]);
    const args = { inputs: Object.fromEntries(infos), backend: tf.backend(), attrs: attributes };
    const outputs = [composedSgdUpdate(args), simdSgdUpdate(args)!];
    const [composed, simd] = outputs.map((of) => of.map(({ dataId }) => tf.backend().readSync(dataId)));
    expect(simd).toEqual(composed);
    for (const { dataId } of outputs.flat()) tf.backend().disposeData(dataId);
    for (const [, tensor] of infos) (tensor as tf.Tensor).dispose();
  }
});

it('without SIMD an update of adamW has the same bits', () => {
  const attributes = {
    kept: 0.999,
    meanShare: 0.1,
    beta2: 0.999,
    squareShare: 0.001,
    rootCorrection: 0.05,
    epsilon: 1e-8,
    stepSize: 0.01,
  };
  const square = { shape: [7, 9], values: uniform([7, 9], 4).values.map((value) => value * value) };
  for (const moments of [{}, { mean: uniform([7, 9], 3), square }]) {
    const inputs = { value: uniform([7, 9], 1), gradient: uniform([7, 9], 2), ...moments };
    const infos = Object.entries(inputs).map(([name, { values, shape }]) => [name, tf.tensor(values, shape)]);
    const args = { inputs: Object.fromEntries(infos), backend: tf.backend(), attrs: attributes };
    const outputs = [composedAdamWUpdate(args), simdAdamWUpdate(args)!];
    const [composed, simd] = outputs.map((of) => of.map(({ dataId }) => tf.backend().readSync(dataId)));
    expect(simd).toEqual(composed);
    for (const { dataId } of outputs.flat()) tf.backend().disposeData(dataId);
    for (const [, tensor] of infos) (tensor as tf.Tensor).dispose();
  }
});

it('a batch norm keeps the statistics that the operations of tfjs-layers give, to the last bit', () => {
  const x = uniform([6, 5, 8], 1);
  const layer = layers.batchNormalization({ momentum: 0.97 });
  layer.apply(tf.tensor(x.values, x.shape), { training: true });
  const first = layer.getWeights().map((weight) => weight.clone());
  const again = uniform([6, 5, 8], 2);
  layer.apply(tf.tensor(again.values, again.shape), { training: true });
  const second = layer.getWeights();
  const [, mean, variance] = tf
    .engine()
    .runKernel(
      'BatchNormTraining',
      { x: tf.tensor(again.values, again.shape), scale: tf.ones([8]), offset: tf.zeros([8]) },
      { varianceEpsilon: 1e-3 },
    ) as unknown as tf.Tensor[];
  const moved = (old: tf.Tensor, value: tf.Tensor) => tf.sub(old, tf.mul(tf.sub(old, value), 1 - 0.97));
  expect(second[2]!.dataSync()).toEqual(moved(first[2]!, mean!).dataSync());
  expect(second[3]!.dataSync()).toEqual(moved(first[3]!, variance!).dataSync());
});
