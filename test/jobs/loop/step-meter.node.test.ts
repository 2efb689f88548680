import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { noSums } from '../../../src/jobs/log/epoch-sums';
import { DivergedError } from '../../../src/jobs/loop/diverged-error';
import { StepMeter } from '../../../src/jobs/loop/step-meter';
import { startCpu } from '../support/tiny-model';

const place = { method: 'bib', epoch: 2, step: 1 } as const;

beforeAll(startCpu);

test('the sums weigh each loss by its images and do not depend on when they are read', async () => {
  const steps = [
    { loss: 0.1, correct: 3, images: 64 },
    { loss: 0.7, correct: 5, images: 64 },
    { loss: 0.4, correct: 2, images: 20 },
  ];
  const once = new StepMeter(noSums());
  const often = new StepMeter(noSums());
  for (const { loss, correct, images } of steps) {
    once.add(tf.tensor1d([loss, correct]), images, place);
    often.add(tf.tensor1d([loss, correct]), images, place);
    await often.read();
  }
  await once.read();

  expect(often.sums).toEqual(once.sums);
  expect(once.sums.loss).toBeCloseTo(0.1 * 64 + 0.7 * 64 + 0.4 * 20, 5);
  expect(once.sums).toMatchObject({ correct: 10, images: 148 });
});

test('each loss is told with its step once it has been read, in order', async () => {
  const told: [number, number][] = [];
  const meter = new StepMeter(noSums(), (loss, { step }) => told.push([step, loss]));
  meter.add(tf.tensor1d([2, 1]), 8, { ...place, step: 6 });
  meter.add(tf.tensor1d([0.5, 1]), 8, { ...place, step: 7 });
  expect(told).toEqual([]);
  await meter.read();
  expect(told).toEqual([
    [6, 2],
    [7, 0.5],
  ]);
});

test('reading frees what was added', async () => {
  const before = tf.memory().numTensors;
  const meter = new StepMeter(noSums());
  meter.add(tf.tensor1d([1, 1]), 8, place);
  await meter.read();
  expect(tf.memory().numTensors).toBe(before);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('a loss of %s is refused with its step', async (loss) => {
  const meter = new StepMeter(noSums());
  meter.add(tf.tensor1d([1, 0]), 8, { ...place, step: 6 });
  meter.add(tf.tensor1d([loss, 0]), 8, { ...place, step: 7 });
  const error = await meter.read().catch((thrown) => thrown);
  expect(error).toBeInstanceOf(DivergedError);
  expect(error).toMatchObject({ method: 'bib', epoch: 2, step: 7, loss });
  expect(error.message).toBe(`The training loss became ${loss} in epoch 2 at step 7: training has diverged.`);
});
