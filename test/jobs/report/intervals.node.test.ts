import fc from 'fast-check';
import { proportionInterval, shotAccuracy } from 'mbib';
import { describe, expect, test } from 'vitest';
import { meanSd } from '../../../src/jobs/log/statistics';
import { studentInterval } from '../../../src/jobs/log/student-t';
import { accuracyDifferences, pairRuns } from '../../../src/jobs/report/intervals/accuracy-differences';
import { accuracyIntervals } from '../../../src/jobs/report/intervals/accuracy-intervals';
import { intervalOverRuns } from '../../../src/jobs/report/intervals/interval-over-runs';
import { meanInterval } from '../../../src/jobs/report/intervals/mean-interval';
import { pairedInterval } from '../../../src/jobs/report/intervals/paired-interval';

describe('the interval of a paired difference', () => {
  test('is the published one of the stem cell transplantations (Fagerland, Lydersen and Laake 2014)', () => {
    const { value, low, high } = pairedInterval(1, 7, 21);
    expect([value, low, high].map((end) => end.toFixed(3))).toEqual(['-0.286', '-0.517', '-0.026']);
  });

  test.each([
    // From scipy: brentq on the score, the likelihood maximised numerically.
    [40, 20, 160, 0.0308645325, 0.2180642442],
    [0, 1, 44, -0.1180771014, 0.0593932315],
    [0, 0, 10, -0.277532813, 0.277532813],
    [1, 0, 2, -0.4864296587, 0.905468794],
    [12, 3, 30, 0.0510770225, 0.5130812488],
  ])('%d gained and %d lost of %d', (gained, lost, images, low, high) => {
    const interval = pairedInterval(gained, lost, images);
    expect(interval.low).toBeCloseTo(low, 6);
    expect(interval.high).toBeCloseTo(high, 6);
  });

  test.each([
    // Of statsmodels: mcnemar(exact=False, correction=False).pvalue
    [40, 20, 0.009823274507519235],
    [1, 7, 0.033894853524689295],
    [25, 12, 0.03258279838561265],
    [24, 12, 0.04550026389635857],
    [24, 13, 0.07055],
    [5, 1, 0.1024704348597496],
  ])("leaves 0 out just where McNemar's test of %d and %d has p below 5 %%", (gained, lost, p) => {
    const { low, high } = pairedInterval(gained, lost, 200);
    expect(low > 0 || high < 0).toBe(p < 0.05);
  });

  test('turns around with the runs, holds the value and lies in −1..1', () => {
    const counts = fc.tuple(fc.nat(60), fc.nat(60), fc.nat(60)).filter((some) => some.some((n) => n > 0));
    fc.assert(
      fc.property(counts, ([gained, lost, same]) => {
        const there = pairedInterval(gained, lost, gained + lost + same);
        const back = pairedInterval(lost, gained, gained + lost + same);
        expect(there.low).toBeCloseTo(-back.high, 9);
        expect(there.low).toBeLessThanOrEqual(there.value);
        expect(there.high).toBeGreaterThanOrEqual(there.value);
        expect(Math.max(-there.low, there.high)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test.each([
    [3, 0, 2],
    [0, 0, 0],
    [Number.NaN, 0, 2],
  ])('%d and %d of %d cannot be', (...counts) => {
    expect(() => pairedInterval(...counts)).toThrow(RangeError);
  });
});

test("the mean of some classes has the interval of MOVER, and of one class that class's own", () => {
  const [first, second] = [proportionInterval(9, 10), proportionInterval(2, 4)];
  expect(meanInterval([first]).low).toBeCloseTo(first.low, 12);
  const { value, low, high } = meanInterval([first, second]);
  expect(value).toBe(0.7);
  expect(low).toBeCloseTo(0.7 - Math.hypot(0.9 - 0.59585, 0.5 - 0.15004) / 2, 4);
  expect(high).toBeCloseTo(0.7 + Math.hypot(0.98212 - 0.9, 0.84996 - 0.5) / 2, 4);
  expect(() => meanInterval([])).toThrow(RangeError);
});

test("the interval over seeds is scipy's, and one seed has none", () => {
  const [low, high] = studentInterval(meanSd([0.02, 0.04, 0.03])!)!;
  expect(low).toBeCloseTo(0.00515862, 7);
  expect(high).toBeCloseTo(0.05484138, 7);
  expect(studentInterval(meanSd([0.02])!)).toBeNull();
});

const samplesPerClass = [500, 200, 50, 5];
const labels = Int32Array.from({ length: 40 }, (_, i) => i % 4);
/** A run that is wrong on these images. */
const wrongOn = (seed: number, images: number[], of = labels) => ({
  seed,
  labels: of,
  predictions: of.map((label, i) => (images.includes(i) ? (label + 1) % 4 : label)),
});

describe('the interval over runs', () => {
  const ofImages = proportionInterval(30, 40);

  test("is that of the images for one run and for seeds that agree, and Student's where it is wider", () => {
    expect(intervalOverRuns(ofImages, [0.75])).toEqual(ofImages);
    expect(intervalOverRuns(ofImages, [0.75, 0.75, 0.75])).toEqual(ofImages);
    const [low, high] = studentInterval(meanSd([0.6, 0.75, 0.9])!)!;
    expect(intervalOverRuns(ofImages, [0.6, 0.75, 0.9])).toEqual({
      value: 0.75,
      low,
      high: Math.min(1, high),
    });
  });

  test('holds the value, is never narrower than that of the images and stays where the figure can be', () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(values, (some) => {
        const { value, low, high } = intervalOverRuns(ofImages, some);
        expect(value).toBe(0.75);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(ofImages.low);
        expect(high).toBeGreaterThanOrEqual(ofImages.high);
      }),
    );
  });
});

describe('the accuracies of a group of runs', () => {
  test('are those of shotAccuracy, with the test images of each', async () => {
    const run = wrongOn(0, [3, 7, 11, 2, 4]);
    const expected = await shotAccuracy(run.labels, run.predictions, samplesPerClass);
    const rows = accuracyIntervals([run], samplesPerClass);
    expect(rows.map(({ figure, images }) => [figure, images])).toEqual([
      ['balanced', 40],
      ['all', 40],
      ['many', 20],
      ['medium', 10],
      ['few', 10],
    ]);
    for (const { figure, interval } of rows) {
      if (figure !== 'balanced') expect(interval.value).toBeCloseTo(expected[figure]!, 12);
    }
    expect(rows[1]!.interval).toEqual(proportionInterval(35, 40));
    expect(rows[4]!.interval).toEqual(meanInterval([proportionInterval(7, 10)]));
  });

  test('are means over the seeds with their deviation', () => {
    const [, all] = accuracyIntervals([wrongOn(0, [0, 1]), wrongOn(1, [0, 1, 2, 3])], samplesPerClass);
    const bySeeds = studentInterval(all!.runs)!;
    expect(all!.interval).toEqual({ value: 37 / 40, low: bySeeds[0], high: 1 });
    expect(all!.runs.sd).toBeCloseTo(0.05 / Math.SQRT2, 12);
  });
});

describe('the differences between two groups of runs', () => {
  const of = (rows: ReturnType<typeof accuracyDifferences>, figure: string) =>
    rows.find((row) => row.figure === figure)!;

  test('a gain on two of two pictures is not clear', () => {
    const few = Int32Array.from([0, 0, 0, 0, 3, 3]);
    const pairs = pairRuns([wrongOn(0, [4, 5], few)], [wrongOn(0, [], few)]);
    const row = of(accuracyDifferences(pairs, samplesPerClass), 'few');
    expect(row.difference.value).toBe(1);
    expect(row.images).toBe(2);
    expect(row.clear).toBe(false);
  });

  test('one pair: the paired interval of all images, and of the mean of the classes', () => {
    const [first, second] = [wrongOn(0, [0, 4, 8, 12, 16, 20, 24, 28]), wrongOn(0, [1])];
    const rows = accuracyDifferences([[first, second]], samplesPerClass);
    expect(of(rows, 'all').difference).toEqual(pairedInterval(8, 1, 40));
    expect(of(rows, 'all').clear).toBe(true);
    const classes = [pairedInterval(8, 0, 10), pairedInterval(0, 1, 10)];
    expect(of(rows, 'many').difference).toEqual(meanInterval(classes));
    expect(of(rows, 'few').clear).toBe(false);
  });

  test("seeds: Student's interval of their differences where it is the wider one", () => {
    const first = [0, 1, 2].map((seed) => wrongOn(seed, [0, 4, 8, 12].slice(seed)));
    const second = [0, 1, 2].map((seed) => wrongOn(seed, []));
    const { difference } = of(accuracyDifferences(pairRuns(first, second), samplesPerClass), 'all');
    expect(difference.value).toBeCloseTo(3 / 40, 12);
    const bySeeds = studentInterval(meanSd([4 / 40, 3 / 40, 2 / 40])!)!;
    const byImages = pairedInterval(3, 0, 40);
    expect(difference.low).toBeCloseTo(Math.min(bySeeds[0], byImages.low), 12);
    expect(difference.high).toBeCloseTo(Math.max(bySeeds[1], byImages.high), 12);
  });

  test('two seeds that disagree leave nothing known, but no more than there can be', () => {
    const pairs = pairRuns(
      [0, 1].map((seed) => wrongOn(seed, seed === 0 ? [...labels.keys()] : [])),
      [0, 1].map((seed) => wrongOn(seed, [])),
    );
    const { difference } = of(accuracyDifferences(pairs, samplesPerClass), 'all');
    expect([difference.low, difference.high]).toEqual([-1, 1]);
  });

  test('seeds that agree on two pictures are not sure of others', () => {
    const few = Int32Array.from([0, 0, 0, 0, 3, 3]);
    const seeds = [0, 1, 2, 3, 4];
    const pairs = pairRuns(
      seeds.map((seed) => wrongOn(seed, [4, 5], few)),
      seeds.map((seed) => wrongOn(seed, [], few)),
    );
    expect(of(accuracyDifferences(pairs, samplesPerClass), 'few').clear).toBe(false);
  });

  test('runs of the same seed are paired; other test images, never', () => {
    expect(pairRuns([wrongOn(0, []), wrongOn(1, [])], [wrongOn(1, [])])).toHaveLength(1);
    expect(pairRuns([wrongOn(0, [])], [wrongOn(1, [])])).toHaveLength(1);
    expect(pairRuns([wrongOn(0, [])], [wrongOn(0, [], labels.slice(1))])).toEqual([]);
    expect(accuracyDifferences([], samplesPerClass)).toEqual([]);
  });
});
