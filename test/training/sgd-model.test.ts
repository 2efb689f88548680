import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sgd } from '../../src/training';
import { expectClose } from '../support/close';
import { referenceSgd } from './reference-sgd';

const inputs = [
  [1, 2],
  [-1, 0.5],
  [0.25, -2],
];
const targets = [1, -1, 0.5];
const start = [0.5, -0.25];

let tensorsBefore = 0;
let x: tf.Tensor;
let y: tf.Tensor;

beforeEach(() => {
  tensorsBefore = tf.memory().numTensors;
  x = tf.tensor2d(inputs);
  y = tf.tensor2d(targets, [3, 1]);
});

afterEach(() => {
  tf.dispose([x, y]);
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

function linearModel(): tfl.Sequential {
  const model = tfl.sequential({
    layers: [tfl.layers.dense({ units: 1, inputShape: [2], useBias: false })],
  });
  tf.tidy(() => model.setWeights([tf.tensor2d(start, [2, 1])]));
  return model;
}

async function weightsOf(model: tfl.LayersModel): Promise<number[]> {
  return Array.from(await model.getWeights()[0]!.data());
}

/** Weights after full-batch steps on the mean squared error, in double precision. */
function expectedWeights(steps: number, options: Parameters<typeof referenceSgd>[2]): number[] {
  let weights = start;
  const gradients: number[][] = [];
  for (let step = 0; step < steps; step++) {
    const errors = inputs.map((row, i) => row[0]! * weights[0]! + row[1]! * weights[1]! - targets[i]!);
    gradients.push([0, 1].map((j) => errors.reduce((sum, e, i) => sum + (2 / 3) * e * inputs[i]![j]!, 0)));
    weights = referenceSgd(start, gradients, options);
  }
  return weights;
}

const options = { learningRate: 0.05, momentum: 0.9, weightDecay: 0.01 };

describe('sgd in tfjs-layers', () => {
  test('model.fit with it takes the steps of the reference', async () => {
    const model = linearModel();
    const optimizer = sgd(options);
    model.compile({ optimizer, loss: 'meanSquaredError' });
    await model.fit(x, y, { epochs: 5, batchSize: 3, verbose: 0 });
    expectClose(await weightsOf(model), expectedWeights(5, options), { atol: 1e-5 });
    expect(optimizer.iterations).toBe(5);
    optimizer.dispose();
    model.dispose();
  });

  test('frozen layers keep their weights, in spite of weight decay', async () => {
    const model = linearModel();
    model.add(tfl.layers.dense({ units: 1, trainable: false, name: 'frozen' }));
    const frozen = model.getLayer('frozen').getWeights()[0]!;
    const before = Array.from(await frozen.data());
    const optimizer = sgd({ learningRate: 0.1, weightDecay: 0.5 });
    model.compile({ optimizer, loss: 'meanSquaredError' });
    await model.fit(x, y, { epochs: 1, batchSize: 3, verbose: 0 });
    expect(Array.from(await model.getLayer('frozen').getWeights()[0]!.data())).toEqual(before);
    expect(await weightsOf(model)).not.toEqual(start);
    optimizer.dispose();
    model.dispose();
  });

  test('a model saved with its optimizer goes on, loaded again, as if it had not been interrupted', async () => {
    const model = linearModel();
    const optimizer = sgd({ ...options, nesterov: true });
    model.compile({ optimizer, loss: 'meanSquaredError' });
    await model.fit(x, y, { epochs: 3, batchSize: 3, verbose: 0 });

    let artifacts: tf.io.ModelArtifacts | undefined;
    const handler = tf.io.withSaveHandler(async (saved) => {
      artifacts = saved;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    });
    await model.save(handler, { includeOptimizer: true });
    const resumed = await tfl.loadLayersModel(tf.io.fromMemory(artifacts!));

    await model.fit(x, y, { epochs: 2, batchSize: 3, verbose: 0 });
    await resumed.fit(x, y, { epochs: 2, batchSize: 3, verbose: 0 });
    expect(await weightsOf(resumed)).toEqual(await weightsOf(model));
    expectClose(await weightsOf(resumed), expectedWeights(5, { ...options, nesterov: true }), { atol: 1e-5 });
    expect(resumed.optimizer.getConfig()).toEqual({ ...options, nesterov: true });
    optimizer.dispose();
    resumed.optimizer.dispose();
    model.dispose();
    resumed.dispose();
  });
});

describe('its configuration', () => {
  test('makes the same optimizer again', () => {
    const optimizer = sgd({ learningRate: 0.3, momentum: 0.8, weightDecay: 1e-4, nesterov: true });
    optimizer.learningRate = 0.03;
    const SgdClass =
      optimizer.constructor as unknown as tf.serialization.SerializableConstructor<tf.Optimizer>;
    const again = SgdClass.fromConfig(SgdClass, optimizer.getConfig());
    expect(again.getConfig()).toEqual({
      learningRate: 0.03,
      momentum: 0.8,
      weightDecay: 1e-4,
      nesterov: true,
    });
    expect(again.getClassName()).toBe('MbibSgd');
  });

  test('is refused where `decayed` would be lost', () => {
    const optimizer = sgd({ learningRate: 0.1, weightDecay: 0.1, decayed: () => false });
    expect(() => optimizer.getConfig()).toThrow('decayed');
  });
});
