import { describe, expect, test } from 'vitest';
import { batchOrder } from '../../../../src/jobs/data/order/batch-order';
import { epochOrder, type SamplerName, samplerNames } from '../../../../src/jobs/data/order/epoch-order';

/** 64 images of class 0, 16 of class 1 and 4 of class 2. */
const labels = Int32Array.from({ length: 84 }, (_, i) => (i < 64 ? 0 : i < 80 ? 1 : 2));
const flat = (batches: Int32Array[]) => batches.flatMap((batch) => [...batch]);
const order = (sampler: SamplerName, epoch: number, seed = 0, epochs = 40) =>
  epochOrder(labels, { sampler }, { batchSize: 10, seed, epoch, epochs });

/** The share of each class in the epochs of a training. */
function shares(sampler: SamplerName, epochs: readonly number[]): number[] {
  const counts = [0, 0, 0];
  for (const epoch of epochs) for (const image of flat(order(sampler, epoch))) counts[labels[image]!]!++;
  return counts.map((count) => count / (epochs.length * labels.length));
}

const all = Array.from({ length: 40 }, (_, epoch) => epoch);
const third = [1 / 3, 1 / 3, 1 / 3];
const expected: Record<SamplerName, number[]> = {
  uniform: [64 / 84, 16 / 84, 4 / 84],
  'square-root': [8 / 14, 4 / 14, 2 / 14],
  balanced: third,
  progressive: [64 / 84, 16 / 84, 4 / 84].map((share) => (share + 1 / 3) / 2),
  'class-aware': third,
  reverse: [1 / 21, 4 / 21, 16 / 21],
};

describe.each(samplerNames)('an epoch of the sampler %s', (sampler) => {
  test('has as many batches as one that takes each image once, and the classes in its proportions', () => {
    expect(order(sampler, 3).map(({ length }) => length)).toEqual([...new Array(8).fill(10), 4]);
    // Standard deviations of 40 · 84 draws.
    shares(sampler, all).forEach((share, k) => {
      const p = expected[sampler][k]!;
      expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / (40 * 84)));
    });
  });

  test('is that of its seed and number, and no other', () => {
    expect(order(sampler, 3)).toEqual(order(sampler, 3));
    const others = [order(sampler, 4), order(sampler, 3, 1)];
    for (const other of others) expect(flat(other)).not.toEqual(flat(order(sampler, 3)));
  });
});

test('uniform is the order without a sampler, and progressive goes from it to balanced', () => {
  const place = { batchSize: 10, seed: 5, epoch: 2 };
  expect(epochOrder(labels, {}, place)).toEqual(batchOrder(84, 10, 5, 2));
  const seeds = Array.from({ length: 40 }, (_, seed) => seed);
  const rare = (epoch: number) => {
    const images = seeds.flatMap((seed) => flat(order('progressive', epoch, seed)));
    return images.filter((image) => labels[image] === 2).length / images.length;
  };
  expect(rare(0)).toBeCloseTo(4 / 84, 1);
  expect(rare(39)).toBeCloseTo(1 / 3, 1);
  expect(() => epochOrder(labels, { sampler: 'progressive' }, place)).toThrow(
    new TypeError('epochs must be given for the sampler progressive, which goes by it, got undefined'),
  );
});

test('class-aware draws the images of a class in rows of the length that is asked for', () => {
  const sampling = { sampler: 'class-aware', inARow: 2 } as const;
  const drawn = flat(epochOrder(labels, sampling, { batchSize: 10, seed: 0, epoch: 0 }));
  for (let i = 0; i < drawn.length; i += 2) expect(labels[drawn[i]!]).toBe(labels[drawn[i + 1]!]);
  expect(new Set(drawn.slice(0, 6).map((image) => labels[image])).size).toBe(3);
});
