import {
  classAwareSampler,
  powerSampler,
  progressiveSampler,
  reverseSampler,
  samplingProbabilities,
} from 'mbib/baselines';
import { describe, expect, it } from 'vitest';

/** Class 2 has no image. */
const counts = [500, 120, 0, 30, 8, 1];
const labels = counts
  .flatMap((n, k) => new Array<number>(n).fill(k))
  .sort((a, b) => ((a * 7) % 5) - ((b * 7) % 5));
const full = counts.filter((n) => n > 0).length;
const samples = labels.length;

const powers = counts.map((n) => n);
const share = (weights: number[]) => weights.map((w) => w / weights.reduce((a, b) => a + b));
const balanced = counts.map((n) => (n > 0 ? 1 / full : 0));

const samplers = {
  'uniform over images, q = 1': [() => powerSampler(labels, { q: 1, seed: 3 }), share(powers)],
  'square root, q = 1/2': [() => powerSampler(labels, { q: 0.5, seed: 3 }), share(counts.map(Math.sqrt))],
  'balanced, q = 0': [() => powerSampler(labels, { q: 0, seed: 3 }), balanced],
  reverse: [() => reverseSampler(labels, { seed: 3 }), share(counts.map((n) => (n > 0 ? 1 / n : 0)))],
  'class-aware': [() => classAwareSampler(labels, { seed: 3 }), balanced],
  'progressive, first epoch': [() => progressive(0), share(powers)],
  'progressive, fourth of ten epochs': [
    () => progressive(3),
    share(powers).map((p, k) => (2 / 3) * p + (1 / 3) * balanced[k]!),
  ],
  'progressive, last epoch': [() => progressive(9), balanced],
} as const;

function progressive(epoch: number) {
  const sampler = progressiveSampler(labels, { epochs: 10, seed: 3 });
  sampler.startEpoch(epoch);
  return sampler;
}

/** χ² at p = .01 for 1 to 4 degrees of freedom, from the tables. */
const critical = [6.635, 9.21, 11.345, 13.277];

describe('100,000 draws', () => {
  for (const [name, [make, expected]] of Object.entries(samplers)) {
    it(`have the class frequencies of ${name}`, () => {
      const drawn = new Array<number>(counts.length).fill(0);
      for (const image of make().next(100_000)) drawn[labels[image]!]! += 1;
      expect(drawn[2]).toBe(0);
      const squares = drawn.map((n, k) =>
        expected[k] ? (n - 1e5 * expected[k]) ** 2 / (1e5 * expected[k]) : 0,
      );
      expect(squares.reduce((a, b) => a + b)).toBeLessThan(critical[full - 2]!);
    });
  }

  it('draw each image of a class as often as the others', () => {
    const drawn = new Map<number, number>();
    for (const image of powerSampler(labels, { q: 0, seed: 1 }).next(100_000)) {
      if (labels[image] === 4) drawn.set(image, (drawn.get(image) ?? 0) + 1);
    }
    const total = [...drawn.values()].reduce((a, b) => a + b);
    const squares = [...drawn.values()].map((n) => (n - total / 8) ** 2 / (total / 8));
    expect(drawn.size).toBe(8);
    // For 7 degrees of freedom.
    expect(squares.reduce((a, b) => a + b)).toBeLessThan(18.475);
  });
});

describe('a sampler', () => {
  for (const [name, [make]] of Object.entries(samplers)) {
    it(`goes on from a saved state with the same images, in batches of any size: ${name}`, () => {
      const sampler = make();
      sampler.next(777);
      const state = JSON.parse(JSON.stringify(sampler.state()));
      const rest = sampler.next(3000);
      const other = make();
      other.next(5);
      other.restore(state as never);
      expect([...other.next(1001), ...other.next(1999)]).toEqual([...rest]);
      expect([...make().next(100)]).toEqual([...make().next(100)]);
    });
  }

  it('of classes draws four of a class in a row, all classes a round, all images before one comes again', () => {
    const order = [...classAwareSampler(labels).next(4 * full * 200)];
    const classes = order.map((image) => labels[image]!);
    for (let i = 0; i < classes.length; i += 4) expect(new Set(classes.slice(i, i + 4)).size).toBe(1);
    for (let i = 0; i < 200; i++) {
      expect(new Set(classes.slice(4 * full * i, 4 * full * (i + 1))).size).toBe(full);
    }
    const ofClass3 = order.filter((image) => labels[image] === 3);
    for (let i = 0; i + 30 <= ofClass3.length; i += 30)
      expect(new Set(ofClass3.slice(i, i + 30)).size).toBe(30);
    expect(ofClass3.slice(0, 30)).not.toEqual(ofClass3.slice(30, 60));
  });

  it('draws others with another seed', () => {
    expect([...powerSampler(labels, { seed: 1 }).next(20)]).not.toEqual([
      ...powerSampler(labels, { seed: 2 }).next(20),
    ]);
    expect([...classAwareSampler(labels, { seed: 1 }).next(20)]).not.toEqual([
      ...classAwareSampler(labels, { seed: 2 }).next(20),
    ]);
  });

  it('takes one class and one image, and draws none', () => {
    expect([...powerSampler([0]).next(3)]).toEqual([0, 0, 0]);
    expect([...classAwareSampler([0]).next(3)]).toEqual([0, 0, 0]);
    expect([...powerSampler(Int32Array.of(1, 1), { classes: 5, q: -1 }).next(0)]).toEqual([]);
  });

  it.each<[() => unknown, RegExp]>([
    [() => powerSampler([]), /labels must hold the class id of at least one image/],
    [() => powerSampler([0, -1]), /labels\[1\] must be a whole number/],
    [() => powerSampler([0, 3], { classes: 3 }), /labels\[1\] must be .* below 3, got 3/],
    [() => powerSampler([0], { q: Number.NaN }), /options.q must be a finite number, got NaN/],
    [() => powerSampler([0], { seed: -1 }), /options.seed must be a whole number/],
    [() => powerSampler([0]).next(1.5), /count must be a whole number/],
    [() => powerSampler([0]).restore({ random: [1, 2] as never }), /state.random must hold four words/],
    [
      () => powerSampler([0]).restore({ random: [0, 0, 0, 0] }),
      /state.random must hold a word that is not 0, got \[0,0,0,0\]/,
    ],
    [() => powerSampler([0]).restore(undefined as never), /state must be the state of a sampler/],
    [() => classAwareSampler([0]).restore(undefined as never), /state must be the state of a sampler/],
    [() => progressive(1).restore(undefined as never), /state must be the state of a sampler/],
    [() => progressiveSampler([0], { epochs: 3 }).startEpoch(3), /epoch must be .* below 3, got 3/],
    [() => progressiveSampler([0], {} as never), /options.epochs must be given/],
    [() => classAwareSampler([0], { inARow: 0 }), /options.inARow must be a whole number of at least 1/],
    [() => classAwareSampler([0]).restore({ drawn: -1 }), /state.drawn must be a whole number/],
    [() => samplingProbabilities([0, 0], 1), /samplesPerClass must hold a count above 0/],
  ])('refuses a wrong argument by its name: %s', (call, message) => {
    expect(call).toThrow(message);
  });
});

it('probabilities are those of the formula for counts of very different size', () => {
  expect([...samplingProbabilities([1e12, 1, 0], 0.5)]).toEqual(
    [1e6 / (1e6 + 1), 1 / (1e6 + 1), 0].map((p) => expect.closeTo(p, 12)),
  );
  expect(samplingProbabilities([1e300, 1e300], 3)).toEqual(Float64Array.of(0.5, 0.5));
  expect(samples).toBe(659);
});
