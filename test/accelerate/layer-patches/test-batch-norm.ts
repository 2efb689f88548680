import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { sgd } from '../../../src/training';
import { tolerance } from '../../support/backend';
import { expectClose } from '../../support/close';
import { referenceInference, referenceTraining } from './reference-batch-norm';

const epsilon = 1e-3;
const momentum = 0.8;

const wave = (length: number, frequency: number, offset = 0) =>
  Array.from({ length }, (_, i) => offset + Math.sin(frequency * (i + 1)));
const read = async (tensor: tf.Tensor) => Array.from(await tensor.data());

const layouts: [string, number[], number][] = [
  ['vectors', [6, 4], -1],
  ['vectors whose channels fill no SIMD register', [6, 3], 1],
  ['sequences', [3, 5, 4], -1],
  ['images', [2, 3, 3, 8], -1],
  ['images with channels first', [2, 4, 3, 3], 1],
  ['images normalised by columns', [3, 2, 4, 3], 2],
];
const lacking = [
  { scale: false, center: true },
  { scale: true, center: false },
  { scale: false, center: false },
];
const complete = { scale: true, center: true };

/** Output and gradients of a call of the layer. */
async function call(layer: tfl.layers.Layer, x: tf.Tensor, dy: tf.Tensor, training: boolean) {
  const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const input = tf.variable(x);
  let y: tf.Tensor | undefined;
  const { value, grads } = tf.variableGrads(() => {
    y = tf.keep(layer.apply(input, { training }) as tf.Tensor);
    return tf.sum(tf.mul(y, dy)) as tf.Scalar;
  }, [input, ...variables]);
  const result = {
    y: await read(y!),
    gradients: await Promise.all([input, ...variables].map(({ name }) => read(grads[name]!))),
  };
  tf.dispose([value, y!, input, ...Object.values(grads)]);
  return result;
}

/** A layer, its input and what it is to give. */
function example(parts: { scale: boolean; center: boolean }, shape: number[], axis: number) {
  const layer = tfl.layers.batchNormalization({ ...parts, axis, epsilon, momentum });
  layer.build(shape);
  const channels = shape.at(axis)!;
  const size = tf.util.sizeFromShape(shape);
  const numbers = {
    gamma: parts.scale ? wave(channels, 3, 1.5) : new Array<number>(channels).fill(1),
    beta: parts.center ? wave(channels, 4) : new Array<number>(channels).fill(0),
    mean: wave(channels, 1, 0.2),
    variance: wave(channels, 2, 1.5),
    x: wave(size, 1.3, 0.5),
    dy: wave(size, 0.7),
  };
  const { gamma, beta, mean, variance } = numbers;
  const weights = [...(parts.scale ? [gamma] : []), ...(parts.center ? [beta] : []), mean, variance];
  tf.tidy(() => layer.setWeights(weights.map((values) => tf.tensor1d(values))));
  const reference = { shape, axis: axis < 0 ? axis + shape.length : axis, epsilon, gamma, beta };
  return { layer, reference, ...numbers };
}

/** A small network; its normalisation comes last in the list. */
function network(parts: { scale: boolean; center: boolean }): tfl.Sequential {
  const model = tfl.sequential({
    layers: [
      tfl.layers.dense({ units: 4, inputShape: [3] }),
      tfl.layers.batchNormalization({ ...parts, momentum }),
      tfl.layers.dense({ units: 2 }),
    ],
  });
  const kernels = model.layers.filter((layer) => layer.getClassName() === 'Dense');
  kernels.forEach((layer, i) => {
    tf.tidy(() =>
      layer.setWeights(
        layer.getWeights().map(({ shape, size }, j) => tf.tensor(wave(size, 1 + i + 0.3 * j), shape)),
      ),
    );
  });
  return model;
}

/** Declares what holds for batch normalisations, with and without gamma and beta, on the backend that is set. */
export function testBatchNorm(): void {
  describe.each([...lacking, complete])('a batch normalisation with %o', (parts) => {
    it.each(layouts)(
      'is one whose gamma or beta, where it lacks one, is 1 or 0: training calls, %s',
      async (_, shape, axis) => {
        const before = tf.memory().numTensors;
        const { layer, reference, x, dy, mean, variance } = example(parts, shape, axis);
        const tensors = [tf.tensor(x, shape), tf.tensor(dy, shape)] as [tf.Tensor, tf.Tensor];
        const { y, gradients } = await call(layer, ...tensors, true);
        const expected = referenceTraining(reference, x, dy);
        const close = { rtol: tolerance(1e-4), atol: tolerance(2e-5) };
        expectClose(y, expected.y, close);
        expect(gradients).toHaveLength(1 + Number(parts.scale) + Number(parts.center));
        expectClose(gradients[0]!, expected.dx, close);
        if (parts.scale) expectClose(gradients[1]!, expected.dgamma, close);
        if (parts.center) expectClose(gradients.at(-1)!, expected.dbeta, close);

        const moved = await Promise.all(layer.getWeights().slice(-2).map(read));
        const average = (old: number[], value: number[]) =>
          old.map((number, c) => momentum * number + (1 - momentum) * value[c]!);
        expectClose(moved[0]!, average(mean, expected.mean), close);
        expectClose(moved[1]!, average(variance, expected.variance), close);
        tf.dispose(tensors);
        tf.dispose(layer.weights.map((weight) => weight.read()));
        expect(tf.memory().numTensors).toBe(before);
      },
    );

    it.each(layouts)('and has gradients where it is not called for training: %s', async (_, shape, axis) => {
      const { layer, reference, x, dy, mean, variance } = example(parts, shape, axis);
      const tensors = [tf.tensor(x, shape), tf.tensor(dy, shape)] as [tf.Tensor, tf.Tensor];
      const { y, gradients } = await call(layer, ...tensors, false);
      const predicted = tf.tidy(() => layer.apply(tensors[0], { training: false }) as tf.Tensor);
      const expected = referenceInference(reference, x, dy, mean, variance);
      const close = { rtol: tolerance(1e-4), atol: tolerance(2e-5) };
      expectClose(y, expected.y, close);
      expectClose(await read(predicted), expected.y, close);
      expectClose(gradients[0]!, expected.dx, close);
      if (parts.scale) expectClose(gradients[1]!, expected.dgamma, close);
      if (parts.center) expectClose(gradients.at(-1)!, expected.dbeta, close);
      tf.dispose([...tensors, predicted]);
      tf.dispose(layer.weights.map((weight) => weight.read()));
    });
  });

  describe.each(lacking)('a batch normalisation with %o', (parts) => {
    it('trains in fit as one whose gamma or beta has a learning rate of 0', async () => {
      const x = tf.tensor2d(wave(24, 1.1), [8, 3]);
      const labels = tf.tensor2d(wave(16, 0.9), [8, 2]);
      const results = [];
      for (const own of [parts, complete]) {
        const model = network(own);
        const frozen = [...(parts.scale ? [] : ['gamma']), ...(parts.center ? [] : ['beta'])].join('|');
        const groups = own === parts ? [] : [{ match: new RegExp(`/(${frozen})`), learningRate: 0 }];
        const optimizer = sgd({ learningRate: 0.05, momentum: 0.5, groups });
        model.compile({ optimizer, loss: 'meanSquaredError' });
        const { history } = await model.fit(x, labels, {
          epochs: 4,
          batchSize: 4,
          shuffle: false,
          verbose: 0,
        });
        const weights = model.weights.filter(({ name }) => !/\/(gamma|beta)/.test(name));
        results.push({
          loss: history.loss as number[],
          weights: await Promise.all(weights.map((weight) => read(weight.read()))),
        });
        optimizer.dispose();
        model.dispose();
      }
      const [without, frozen] = results;
      const close = { rtol: tolerance(1e-4), atol: tolerance(1e-5) };
      expectClose(without!.loss, frozen!.loss, close);
      expectClose(without!.weights, frozen!.weights, close);
      expect(without!.loss.at(-1)!).toBeLessThan(without!.loss[0]!);
      tf.dispose([x, labels]);
    });
  });
}
