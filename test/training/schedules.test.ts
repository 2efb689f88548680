import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cosine, type Schedule, scaleEpochs, warmupStep } from '../../src/training';

/** `adjust_learning_rate` of LDAM-DRW's cifar_train.py, line for line; its epoch counts from 0. */
function ldamDrw(epochFromZero: number): number {
  const lr = 0.1;
  const epoch = epochFromZero + 1;
  if (epoch <= 5) return (lr * epoch) / 5;
  if (epoch > 180) return lr * 0.0001;
  if (epoch > 160) return lr * 0.01;
  return lr;
}

const position = fc.double({ min: 0, max: 199.999, noNaN: true });

describe('warmupStep', () => {
  test("has LDAM-DRW's learning rate in each of its 200 epochs, and within them", () => {
    const schedule = warmupStep({ learningRate: 0.1 });
    for (let epoch = 0; epoch < 200; epoch++) {
      expect(schedule(epoch), `epoch ${epoch}`).toBe(ldamDrw(epoch));
      expect(schedule(epoch + 0.999), `end of epoch ${epoch}`).toBe(ldamDrw(epoch));
    }
  });

  test('without warm-up starts at the learning rate, and without milestones stays there', () => {
    const schedule = warmupStep({ learningRate: 0.2, warmupEpochs: 0, milestones: [] });
    fc.assert(fc.property(position, (epoch) => schedule(epoch) === 0.2));
  });

  test('multiplies by the factor once a milestone', () => {
    const schedule = warmupStep({ learningRate: 8, warmupEpochs: 0, milestones: [1, 2.5, 4], factor: 0.5 });
    expect([0, 1, 2, 2.5, 4, 9].map(schedule)).toEqual([8, 4, 4, 2, 1, 1]);
  });

  test('a warm-up that ends within an epoch never exceeds the learning rate', () => {
    expect([0, 1, 2, 3].map(warmupStep({ learningRate: 1, warmupEpochs: 2.5 }))).toEqual([0.4, 0.8, 1, 1]);
  });
});

describe('cosine', () => {
  test('goes from the learning rate by half of it to exactly 0, where it stays', () => {
    const schedule = cosine({ learningRate: 0.05, epochs: 90 });
    expect(schedule(0)).toBe(0.05);
    expect(schedule(45)).toBeCloseTo(0.025, 15);
    expect(schedule(30)).toBeCloseTo(0.0375, 15);
    expect(schedule(90)).toBe(0);
    expect(schedule(91)).toBe(0);
  });

  test('never rises', () => {
    const schedule = cosine({ learningRate: 0.1, epochs: 200 });
    fc.assert(
      fc.property(position, position, (a, b) => schedule(Math.min(a, b)) >= schedule(Math.max(a, b))),
    );
  });

  test('after a warm-up starts from the whole learning rate', () => {
    const schedule = cosine({ learningRate: 1, epochs: 12, warmupEpochs: 2 });
    expect([0, 1, 2, 12].map(schedule)).toEqual([0.5, 1, 1, 0]);
    expect(schedule(7)).toBeCloseTo(0.5, 15);
  });
});

describe('scaleEpochs', () => {
  const recipe = warmupStep({ learningRate: 0.1 });

  test('to 20 epochs: milestones at 16 and 18, and a warm-up of five stairs in half an epoch', () => {
    const schedule = scaleEpochs(recipe, { from: 200, to: 20 });
    expect([0, 0.1, 0.2, 0.3, 0.4, 0.5, 1, 15].map(schedule)).toEqual([
      ...[1, 2, 3, 4, 5].map((stair) => (0.1 * stair) / 5),
      0.1,
      0.1,
      0.1,
    ]);
    expect(schedule(15.999)).toBe(0.1);
    expect(schedule(16)).toBe(0.1 * 0.01);
    expect(schedule(17.999)).toBe(0.1 * 0.01);
    expect(schedule(18)).toBe(0.1 * 0.0001);
  });

  test('keeps milestones that fall on an epoch on it, for every number of epochs', () => {
    for (let to = 10; to <= 400; to += 10) {
      const schedule = scaleEpochs(recipe, { from: 200, to });
      expect(schedule((to * 160) / 200), `${to} epochs`).toBe(0.1 * 0.01);
      expect(schedule((to * 180) / 200), `${to} epochs`).toBe(0.1 * 0.0001);
    }
  });

  test('to the same number of epochs changes nothing, and there and back is the same schedule', () => {
    const smooth: Schedule = (epoch) => epoch;
    fc.assert(
      fc.property(position, fc.integer({ min: 1, max: 500 }), (epoch, to) => {
        expect(scaleEpochs(recipe, { from: 200, to: 200 })(epoch)).toBe(recipe(epoch));
        const back = scaleEpochs(scaleEpochs(smooth, { from: 200, to }), { from: to, to: 200 });
        expect(back(epoch)).toBeCloseTo(epoch, 10);
      }),
    );
  });
});

describe('arguments that cannot be right throw and name themselves', () => {
  test.each<[string, () => unknown]>([
    ['learningRate', () => warmupStep({ learningRate: Number.NaN })],
    ['warmupEpochs', () => warmupStep({ learningRate: 1, warmupEpochs: -1 })],
    ['factor', () => warmupStep({ learningRate: 1, factor: Infinity })],
    ['milestones[1]', () => warmupStep({ learningRate: 1, milestones: [1, Number.NaN] })],
    ['milestones must ascend', () => warmupStep({ learningRate: 1, milestones: [180, 160] })],
    ['epoch', () => warmupStep({ learningRate: 1 })(Number.NaN)],
    ['epoch', () => cosine({ learningRate: 1, epochs: 9 })(-1)],
    ['learningRate', () => cosine({ learningRate: -1, epochs: 9 })],
    ['epochs', () => cosine({ learningRate: 1, epochs: Number.NaN })],
    ['epochs', () => cosine({ learningRate: 1, epochs: 5, warmupEpochs: 5 })],
    ['from', () => scaleEpochs(() => 1, { from: 0, to: 20 })],
    ['to', () => scaleEpochs(() => 1, { from: 200, to: Number.NaN })],
  ])('%s', (name, call) => {
    expect(call).toThrow(name);
  });
});
