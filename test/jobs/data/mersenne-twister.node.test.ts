import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MersenneTwister } from '../../../src/jobs/data/mersenne-twister';
import { randomStream } from '../../../src/jobs/data/random-stream';

const seeds = fc.integer({ min: 0, max: 0xffffffff });
const draws = (random: MersenneTwister, count: number) =>
  Array.from({ length: count }, () => random.random());

// Reference values: numpy 1.24.2, RandomState(seed).
describe('MersenneTwister draws what numpy.random.RandomState draws', () => {
  test('uniform numbers, seeded by a number', () => {
    expect(draws(new MersenneTwister(0), 3)).toEqual([
      0.5488135039273248, 0.7151893663724195, 0.6027633760716439,
    ]);
  });

  test('uniform numbers, seeded by a list shorter and longer than the state', () => {
    expect(draws(new MersenneTwister([1, 2, 3]), 3)).toEqual([
      0.6098612722867289, 0.8866970434146851, 0.47633673750662764,
    ]);
    expect(new MersenneTwister(new Array(700).fill(5)).random()).toBe(0.7577660772785174);
  });

  test('raw bits, 100,000 of them', () => {
    const random = new MersenneTwister([0, 0xffffffff, 12]);
    const bits = Uint32Array.from({ length: 100_000 }, () => random.nextUint32());
    expect(createHash('sha256').update(new Uint8Array(bits.buffer)).digest('hex')).toBe(
      '2006da4cae5c991fc5ae141969b1c80e734cb73b1289fcde0966ccae4d1b08b3',
    );
  });

  test('shuffles, also with the largest seed', () => {
    const digits = Array.from({ length: 10 }, (_, i) => i);
    expect(new MersenneTwister(4294967295).shuffle(digits)).toEqual([6, 9, 5, 1, 8, 0, 7, 4, 2, 3]);
    const dozen = Int32Array.from({ length: 12 }, (_, i) => i);
    expect([...new MersenneTwister([0, 1, 7]).shuffle(dozen)]).toEqual([
      0, 10, 2, 5, 8, 3, 1, 11, 7, 9, 4, 6,
    ]);
  });

  test('normal numbers', () => {
    const random = new MersenneTwister(0);
    const normals = Array.from({ length: 4 }, () => random.normal());
    [1.764052345967664, 0.4001572083672233, 0.9787379841057392, 2.240893199201458].forEach((value, i) => {
      expect(normals[i]).toBeCloseTo(value, 14);
    });
  });
});

test('interval stays in 0..max and reaches both ends', () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 0, max: 0xffffffff }), (seed, max) => {
      const random = new MersenneTwister(seed);
      for (let i = 0; i < 20; i++) {
        const value = random.interval(max);
        if (!Number.isInteger(value) || value < 0 || value > max) return false;
      }
      return true;
    }),
  );
  const random = new MersenneTwister(1);
  const seen = new Set(Array.from({ length: 200 }, () => random.interval(4)));
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
});

test('shuffle permutes its argument in place', () => {
  fc.assert(
    fc.property(seeds, fc.array(fc.integer()), (seed, list) => {
      const shuffled = [...list];
      expect(new MersenneTwister(seed).shuffle(shuffled)).toBe(shuffled);
      const ascending = (a: number, b: number) => a - b;
      expect(shuffled.sort(ascending)).toEqual([...list].sort(ascending));
    }),
  );
});

test('a seed or an interval that is no whole number of 32 bits is refused by its value', () => {
  for (const seed of [-1, 0.5, Number.NaN, 2 ** 32, [1, -1]]) {
    expect(() => new MersenneTwister(seed)).toThrow(/seed must be a whole number in 0\.\.4294967295, got/);
  }
  expect(() => new MersenneTwister([])).toThrow(/seed must hold at least one number/);
  expect(() => new MersenneTwister(0).interval(-1)).toThrow(/max must be a whole number .* got -1/);
});

test('streams of one seed differ by purpose and by epoch, and repeat', () => {
  const first = (...args: Parameters<typeof randomStream>) => randomStream(...args).nextUint32();
  expect(first(0, 'order', 1)).toBe(first(0, 'order', 1));
  expect(
    new Set([first(0, 'order', 0), first(0, 'order', 1), first(0, 'augmentation', 0), first(1, 'order', 0)])
      .size,
  ).toBe(4);
});
