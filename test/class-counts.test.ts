import fc from 'fast-check';
import { classTemperatures, classWeights, longTailedCounts } from 'mbib';
import { describe, expect, it } from 'vitest';
import { expectClose } from './support/close';
import { goldenCases } from './support/golden';

const counts = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 50 });
// The reference leaves them out of its largest cases.
const withStatistics = goldenCases.filter(({ weights_eq7 }) => weights_eq7);

describe('classWeights, Eq. 7', () => {
  it('equals the float64 reference', () => {
    for (const { counts, m, weights_eq7 } of withStatistics)
      expectClose(classWeights(counts, m), weights_eq7!);
  });

  it('sums to the number of classes for any counts and exponent', () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0, max: 2, noNaN: true }), (counts, m) => {
        const sum = classWeights(counts, m).reduce((a, b) => a + b, 0);
        expectClose(sum, counts.length, { rtol: 1e-5 });
      }),
    );
  });

  it('does not change when all counts are scaled alike', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 100 }), (counts, scale) => {
        expectClose(classWeights(counts.map((count) => count * scale)), classWeights(counts));
      }),
    );
  });
});

describe('classTemperatures, below Eq. 8', () => {
  it('equals the float64 reference', () => {
    for (const { counts, gamma, temperature_eq8 } of withStatistics) {
      expectClose(classTemperatures(counts, gamma), temperature_eq8!);
    }
  });

  it('is 1 for the most frequent class and never less', () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0, max: 1, noNaN: true }), (counts, gamma) => {
        const temperatures = classTemperatures(counts, gamma);
        expect(temperatures[counts.indexOf(Math.max(...counts))]).toBe(1);
        expect(Math.min(...temperatures)).toBe(1);
      }),
    );
  });
});

describe('longTailedCounts', () => {
  it.each([
    [100, 10_847],
    [50, 12_608],
    [10, 19_573],
  ])('has the totals of CIFAR-100-LT at imbalance %i', (imbalanceFactor, total) => {
    const counts = longTailedCounts({ classes: 100, max: 500, imbalanceFactor });
    expect(counts.reduce((a, b) => a + b, 0)).toBe(total);
    expect(counts[0]).toBe(500);
    expect(counts[99]).toBe(500 / imbalanceFactor);
  });

  it('is the profile of the digits', () => {
    expect(longTailedCounts({ classes: 10, max: 100, imbalanceFactor: 50 })).toEqual([
      100, 64, 41, 27, 17, 11, 7, 4, 3, 2,
    ]);
  });

  it('never grows from a class to the next', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 200 }),
        fc.integer({ min: 100, max: 2000 }),
        fc.double({ min: 1, max: 100, noNaN: true }),
        (classes, max, imbalanceFactor) => {
          const counts = longTailedCounts({ classes, max, imbalanceFactor });
          expect(counts).toHaveLength(classes);
          expect(counts).toEqual([...counts].sort((a, b) => b - a));
        },
      ),
    );
  });
});

describe('bad arguments name themselves', () => {
  it.each([
    [() => classWeights([]), /samplesPerClass must hold one count for each class, got \[\]/],
    [() => classWeights([5, 0]), /samplesPerClass\[1\] must be positive and finite, got 0/],
    [() => classWeights([5, Number.NaN]), /samplesPerClass\[1\].*NaN/],
    [() => classWeights([Number.POSITIVE_INFINITY]), /samplesPerClass\[0\].*Infinity/],
    [
      () => classWeights([1e39, 1]),
      /samplesPerClass\[0\] must be positive and finite in float32, got 1e\+39/,
    ],
    [() => classWeights([500, 5], 1000), /m must leave every class a weight .*, got 1000/],
    [() => classWeights([5, 500], -1000), /m must leave every class a weight .*, got -1000/],
    [() => classTemperatures([500, 5], -20), /gamma must give temperatures from 1e-18 to 1e18, got -20/],
    [() => classTemperatures([500, 5], 20), /gamma must give temperatures from 1e-18 to 1e18, got 20/],
    [() => classWeights([1, 2], Number.NaN), /m must be a finite number, got NaN/],
    [() => classTemperatures([1, 2], Number.POSITIVE_INFINITY), /gamma must be a finite number/],
    [() => longTailedCounts({ classes: 1, max: 10, imbalanceFactor: 2 }), /classes .* got 1/],
    [() => longTailedCounts({ classes: 3, max: Number.NaN, imbalanceFactor: 2 }), /max .* got NaN/],
    [() => longTailedCounts({ classes: 3, max: 10, imbalanceFactor: 0.5 }), /imbalanceFactor .* got 0.5/],
    [
      () => longTailedCounts({ classes: 3, max: 10, imbalanceFactor: 11 }),
      /at least one sample, got 10 with imbalanceFactor 11/,
    ],
  ])('%s', (call, message) => {
    expect(call).toThrow(message);
  });
});
