import { describe, expect, it } from 'vitest';
import { meanSd, movingMean, rangeOf } from '../../../src/jobs/log/statistics';

describe('meanSd', () => {
  it('has the textbook value', () => {
    const { mean, sd, n } = meanSd([2, 4, 4, 4, 5, 5, 7, 9])!;
    expect([mean, n]).toEqual([5, 8]);
    expect(sd).toBeCloseTo(Math.sqrt(32 / 7), 12);
  });

  it('has no spread for one run and no value where a run has none', () => {
    expect(meanSd([0.5])).toEqual({ mean: 0.5, sd: null, n: 1 });
    expect(meanSd([0.5, null])).toBeNull();
    expect(meanSd([])).toBeNull();
  });
});

describe('movingMean', () => {
  it('averages the neighbours that are there', () => {
    expect(movingMean([1, 2, 6, null], 1)).toEqual([1.5, 3, 4, 6]);
    expect(movingMean([null], 2)).toEqual([null]);
  });
});

describe('rangeOf', () => {
  it('has the least and the greatest of more numbers than a call can have arguments', () => {
    const values = new Float32Array(1_000_000).fill(0.5);
    values[777_777] = -1;
    values[999_999] = 2;
    expect(rangeOf(values)).toEqual({ least: -1, greatest: 2 });
    expect(rangeOf([3, Number.NaN, 1]).least).toBeNaN();
    expect(rangeOf([])).toEqual({ least: Infinity, greatest: -Infinity });
  });
});
