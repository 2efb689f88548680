import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import 'mbib/accelerate';
import { type SgdOptions, sgd } from 'mbib/training';
import { beforeAll, expect, it } from 'vitest';
import { composedSgdUpdate } from '../../../src/accelerate/composed/sgd-update';
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

it.each(optimizers)('sgd with %s is one kernel, with the bits of the operations', async (_, options) => {
  const shape = [7, 9];
  const train = () => {
    const weight = tf.tidy(() => tf.variable(tf.tensor(uniform(shape, 1).values, shape), true, 'one-pass'));
    const optimizer = sgd({ learningRate: 0.1, ...options });
    const history = [2, 3, 4].map((seed) => {
      tf.tidy(() => optimizer.applyGradients({ 'one-pass': tf.tensor(uniform(shape, seed).values, shape) }));
      return weight.dataSync().slice();
    });
    optimizer.dispose();
    weight.dispose();
    return history;
  };
  const before = tf.memory().numTensors;
  const inOnePass = train();
  expect(tf.memory().numTensors).toBe(before);
  expect(inOnePass).toEqual(without('SgdUpdate', train));
  const { kernelNames } = await tf.profile(() => {
    train();
    return tf.scalar(0);
  });
  expect(kernelNames).toContain('SgdUpdate');
  expect(kernelNames).not.toContain('Multiply');
});

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
