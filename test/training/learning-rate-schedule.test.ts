import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LearningRateScheduleOptions, learningRateSchedule, sgd } from '../../src/training';

let x: tf.Tensor;
let y: tf.Tensor;
let model: tfl.Sequential;

beforeEach(() => {
  x = tf.ones([5, 2]);
  y = tf.zeros([5, 1]);
  model = tfl.sequential({ layers: [tfl.layers.dense({ units: 1, inputShape: [2] })] });
});

afterEach(() => {
  tf.dispose([x, y]);
  model.dispose();
});

/** The learning rate that each step was taken with. */
function recordRates(optimizer: tf.Optimizer & { learningRate: number }): number[] {
  const rates: number[] = [];
  const applyGradients = optimizer.applyGradients.bind(optimizer);
  optimizer.applyGradients = (gradients) => {
    rates.push(optimizer.learningRate);
    applyGradients(gradients);
  };
  return rates;
}

/** A dataset of three batches which may know its size, as those of tf.data do. */
function threeBatches(size: number | null) {
  return {
    size,
    iterator: async () => {
      let given = 0;
      return {
        next: async () => {
          const done = given++ >= 3;
          return done
            ? { done, value: null }
            : { done, value: { xs: tf.ones([2, 2]), ys: tf.zeros([2, 1]) } };
        },
      };
    },
  } as unknown as Parameters<tfl.LayersModel['fitDataset']>[0];
}

const schedule = (epoch: number) => 0.001 * (1 + epoch);
const rate = (epoch: number) => expect.closeTo(schedule(epoch), 12);

describe('in fit', () => {
  async function train(options?: LearningRateScheduleOptions, initialEpoch = 0): Promise<number[]> {
    const optimizer = sgd({ learningRate: 1 });
    const rates = recordRates(optimizer);
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const callbacks = learningRateSchedule(optimizer, schedule, options);
    await model.fit(x, y, { epochs: 2 + initialEpoch, initialEpoch, batchSize: 2, verbose: 0, callbacks });
    return rates;
  }

  test('per epoch, all steps of an epoch have its rate', async () => {
    expect(await train()).toEqual([0, 0, 0, 1, 1, 1].map(rate));
  });

  test('per step, the rate follows the position; the last partial batch counts as a step', async () => {
    expect(await train({ per: 'step' })).toEqual([0, 1 / 3, 2 / 3, 1, 4 / 3, 5 / 3].map(rate));
  });

  test('resumed with initialEpoch, the schedule goes on from there', async () => {
    expect(await train({ per: 'step' }, 7)).toEqual([7, 22 / 3, 23 / 3, 8, 25 / 3, 26 / 3].map(rate));
    expect(await train({ per: 'epoch' }, 7)).toEqual([7, 7, 7, 8, 8, 8].map(rate));
  });

  test('it serves the momentum optimizer of TensorFlow.js too', async () => {
    const optimizer = new tf.MomentumOptimizer(1, 0.9);
    const rates = recordRates(optimizer as unknown as Parameters<typeof recordRates>[0]);
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const callbacks = [learningRateSchedule(optimizer, schedule)];
    await model.fit(x, y, { epochs: 2, batchSize: 5, verbose: 0, callbacks });
    expect(rates).toEqual([0, 1].map(rate));
    optimizer.dispose();
  });
});

describe('in fitDataset', () => {
  async function train(size: number | null, options: LearningRateScheduleOptions): Promise<number[]> {
    const optimizer = sgd({ learningRate: 1 });
    const rates = recordRates(optimizer);
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const callbacks = learningRateSchedule(optimizer, schedule, options);
    await model.fitDataset(threeBatches(size), { epochs: 2, verbose: 0, callbacks });
    return rates;
  }

  test('per epoch', async () => {
    expect(await train(null, { per: 'epoch' })).toEqual([0, 0, 0, 1, 1, 1].map(rate));
  });

  test('per step, with the steps of an epoch from the dataset or from the option', async () => {
    const expected = [0, 1 / 3, 2 / 3, 1, 4 / 3, 5 / 3].map(rate);
    expect(await train(3, { per: 'step' })).toEqual(expected);
    expect(await train(null, { per: 'step', stepsPerEpoch: 3 })).toEqual(expected);
  });

  test('per step throws where the steps are unknown, or more than stated', async () => {
    await expect(train(null, { per: 'step' })).rejects.toThrow('stepsPerEpoch must be given');
    await expect(train(null, { per: 'step', stepsPerEpoch: 2 })).rejects.toThrow('got 2 and a batch more');
  });
});

describe('arguments that cannot be right throw and name themselves', () => {
  const optimizer = sgd({ learningRate: 1 });
  test.each<[string, () => unknown]>([
    ['optimizer', () => learningRateSchedule({} as never, schedule)],
    ['schedule', () => learningRateSchedule(optimizer, 0.1 as never)],
    ['per', () => learningRateSchedule(optimizer, schedule, { per: 'batch' as never })],
    ['stepsPerEpoch', () => learningRateSchedule(optimizer, schedule, { per: 'step', stepsPerEpoch: 0 })],
    ['stepsPerEpoch', () => learningRateSchedule(optimizer, schedule, { stepsPerEpoch: 2.5 })],
  ])('%s', (name, call) => {
    expect(call).toThrow(name);
  });

  test.each([
    ['epoch', 'schedule(1), the learning rate, must be a finite number, got undefined'],
    ['step', 'schedule(0.5), the learning rate, must be a finite number, got undefined'],
  ] as const)(
    'a schedule without a rate for all of a training is named with the %s',
    async (per, message) => {
      const optimizer = tf.train.sgd(1);
      model.compile({ optimizer, loss: 'meanSquaredError' });
      const rates: Record<number, number> = { 0: 0.1 };
      const callbacks = learningRateSchedule(optimizer, (epoch) => rates[epoch]!, { per });
      const training = model.fit(x, y, { epochs: 2, batchSize: 3, verbose: 0, callbacks });
      await expect(training).rejects.toThrow(message);
    },
  );

  test('the schedule of an optimizer that trains another model is refused, one that only sets a rate is not', async () => {
    const optimizer = tf.train.sgd(1);
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const train = (of: { setLearningRate(rate: number): void }) =>
      model.fit(x, y, { epochs: 1, verbose: 0, callbacks: learningRateSchedule(of, schedule) });
    await expect(train(sgd({ learningRate: 1 }))).rejects.toThrow(
      'optimizer must be the one that the model was compiled with, got another one: give model.optimizer',
    );
    await train({ setLearningRate: (rate) => optimizer.setLearningRate(rate) });
    expect(optimizer.getConfig()).toEqual({ learningRate: schedule(0) });
  });

  test('a schedule that gives NaN stops the training with a sentence', async () => {
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const callbacks = learningRateSchedule(optimizer, () => Number.NaN);
    await expect(model.fit(x, y, { epochs: 1, verbose: 0, callbacks })).rejects.toThrow(
      'schedule(0), the learning rate, must be a finite number, got NaN',
    );
  });
});
