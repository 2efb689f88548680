import * as tf from '@tensorflow/tfjs-core';
import { crossEntropyLoss, type Mixture, mixup, powerSampler, remix } from 'mbib/baselines';
import { describe, expect, it } from 'vitest';
import { onGpu, tolerance } from '../support/backend';
import { expectClose } from '../support/close';
import { read } from '../support/read';

const counts = [90, 30, 29, 1];
const ids = [0, 1, 2, 3, 0, 3];
const images = ids.map((_, b) => [10 * b, 10 * b + 1]);
const oneHot = (id: number) => counts.map((_, k) => Number(k === id));
const mean = (numbers: number[]) => numbers.reduce((a, b) => a + b) / numbers.length;

/** The share of its own label that Remix leaves an image. */
function remixed(own: number, other: number, lambda: number): number {
  const ratio = counts[own]! / counts[other]!;
  if (ratio >= 3 && lambda < 0.5) return 0;
  return ratio <= 1 / 3 && 1 - lambda < 0.5 ? 1 : lambda;
}

const mixers = {
  mixup: [() => mixup({ classes: 4, seed: 5 }), (_: number, __: number, lambda: number) => lambda],
  remix: [() => remix(counts, { seed: 5 }), remixed],
} as const;

describe('a mixed batch', () => {
  for (const [name, [make, share]] of Object.entries(mixers)) {
    it(`is that of the formula: ${name}`, async () => {
      const mixer = make();
      const seen = new Set<number>();
      for (let round = 0; round < (onGpu() ? 4 : 30); round++) {
        const labels = () => (round % 2 ? tf.tensor1d(ids, 'int32') : tf.tensor2d(ids.map(oneHot)));
        let mixture: Mixture = { lambda: -1, partners: new Int32Array() };
        const [x, y] = await read(() => {
          const batch = mixer.mix(tf.tensor2d(images, [6, 2], 'int32'), labels());
          mixture = batch;
          return [batch.images, batch.labels];
        });
        const { lambda, partners } = mixture;
        expect([...partners].sort()).toEqual([0, 1, 2, 3, 4, 5]);
        const blend = (a: number[], b: number[], own: number) => a.map((v, k) => own * v + (1 - own) * b[k]!);
        const atol = tolerance(1e-5);
        expectClose(
          x!,
          images.map((row, b) => blend(row, images[partners[b]!]!, lambda)),
          { atol },
        );
        const expected = ids.map((id, b) => {
          const other = ids[partners[b]!]!;
          seen.add(share(id, other, lambda) === lambda ? 0.5 : share(id, other, lambda));
          return blend(oneHot(id), oneHot(other), share(id, other, lambda));
        });
        expectClose(y!, expected, { atol });
        const shares = ids.map((id, b) => share(id, ids[partners[b]!]!, lambda));
        expect(Array.from(mixer.labelShares(ids, mixture))).toEqual(shares);
      }
      if (name === 'remix' && !onGpu()) expect([...seen].sort()).toEqual([0, 0.5, 1]);
    });

    it(`goes on from a saved state with the same numbers: ${name}`, () => {
      const mixer = make();
      mixer.next(6);
      const state = JSON.parse(JSON.stringify(mixer.state()));
      const rest = [mixer.next(6), mixer.next(3)];
      const other = make();
      other.restore(state);
      expect([other.next(6), other.next(3)]).toEqual(rest);
    });
  }

  it('has the cross entropy of both labels', async () => {
    let mixture: Mixture = { lambda: 0, partners: new Int32Array() };
    const [mixed, own, other] = await read(() => {
      const logits = tf.tensor2d(ids.map((_, b) => [b, -1, 0.5, 1]));
      const batch = mixup({ classes: 4 }).mix(tf.tensor2d(images), tf.tensor1d(ids, 'int32'));
      mixture = batch;
      const others = tf.tensor1d(
        [...batch.partners].map((b) => ids[b]!),
        'int32',
      );
      const of = (labels: tf.Tensor) => crossEntropyLoss(labels, logits);
      return [of(batch.labels), of(tf.tensor1d(ids, 'int32')), of(others)];
    });
    const { lambda } = mixture;
    expectClose(mixed!, lambda * own![0]! + (1 - lambda) * other![0]!, { rtol: tolerance(1e-5) });
  });

  it('has label shares for class ids of its classes alone, one for each image', () => {
    const mixer = mixup({ classes: 4 });
    expect(() => mixer.labelShares([0, 4], mixer.next(2))).toThrow(/labels\[1\] must be a whole number/);
    expect(() => mixer.labelShares([0, 1], mixer.next(3))).toThrow(
      'mixture.partners must have the length of labels, 2, got 3',
    );
  });

  it.each<[unknown, unknown, string]>([
    [[0, 1], undefined, 'mixture must be what next gave for the batch, got undefined'],
    [[0, 1], { lambda: Number.NaN, partners: [1, 0] }, 'mixture.lambda must be a finite number, got NaN'],
    [[0, 1], { lambda: 1.5, partners: [1, 0] }, 'mixture.lambda must be in 0..1, got 1.5'],
    [[0, 1], { lambda: 0.5 }, 'mixture.partners must hold places in the batch, got undefined'],
    [[0, 1], { lambda: 0.5, partners: [1, 2] }, 'mixture.partners[1] must be a whole number of at least 0'],
    [
      { size: 2 },
      { lambda: 0.5, partners: [1, 0] },
      'labels must hold class ids, in an array, got an object',
    ],
  ])('names what is no label or no mixture: %j, %j', (labels, mixture, message) => {
    for (const mixer of [mixup({ classes: 2 }), remix([10, 1])]) {
      expect(() => mixer.labelShares(labels as number[], mixture as Mixture)).toThrow(message);
    }
  });

  it('shows a class id that is none', async () => {
    const mix = () =>
      mixup({ classes: 4 }).mix(tf.tensor2d(images), tf.tensor1d([0, 1, 2, 4, 0, 3], 'int32')).labels;
    if (onGpu()) expect((await read(() => [mix()]))[0]!.some(Number.isNaN)).toBe(true);
    else expect(() => tf.tidy(() => void mix())).toThrow(/labels\[3\] must be a whole number/);
  });
});

describe('λ', () => {
  it.each([0.2, 1, 4])('has the mean and the variance of Beta(%s, %s)', (alpha) => {
    const mixer = mixup({ classes: 4, alpha });
    const lambdas = Array.from({ length: 20_000 }, () => mixer.next(0).lambda);
    const variance = 1 / (4 * (2 * alpha + 1));
    expect(Math.abs(mean(lambdas) - 0.5)).toBeLessThan(4 * Math.sqrt(variance / 20_000));
    expect(mean(lambdas.map((x) => (x - 0.5) ** 2)) / variance).toBeCloseTo(1, 1);
    expect(Math.min(...lambdas)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...lambdas)).toBeLessThanOrEqual(1);
  });

  it('of a tiny α is 0 or 1 and never NaN', () => {
    const mixer = mixup({ classes: 1, alpha: 1e-6 });
    const lambdas = Array.from({ length: 100 }, () => mixer.next(0).lambda);
    expect(lambdas.every((x) => x === 0 || x === 1)).toBe(true);
  });
});

it('a mixer and a sampler of the same seed draw other numbers', () => {
  const mixer = mixup({ classes: 4, seed: 5 });
  const sampler = powerSampler([0, 1], { seed: 5 });
  expect(mixer.state()).not.toEqual(sampler.state());
  // With α = 1 the first number is λ itself; of two classes the first one is drawn where it is below one half.
  const alike = Array.from({ length: 64 }, (_, seed) => {
    const [first] = powerSampler([0, 1], { seed }).next(1);
    return Number(mixup({ classes: 4, seed }).next(0).lambda < 0.5) === 1 - first!;
  }).filter(Boolean);
  expect(alike.length).toBeGreaterThan(12);
  expect(alike.length).toBeLessThan(52);
});

it('a wrong argument is named', () => {
  expect(() => mixup({} as never)).toThrow('options.classes must be given');
  expect(() => mixup({ classes: 3, alpha: 0 })).toThrow('options.alpha must be above 0, got 0');
  expect(() => remix(counts, { kappa: 0.5 })).toThrow('options.kappa must be at least 1, got 0.5');
  expect(() => remix([1, 0])).toThrow(/samplesPerClass\[1\] must be positive/);
  expect(() => mixup({ classes: 3 }).restore({ random: [1] as never })).toThrow(
    /state.random must hold four/,
  );
  expect(() => mixup({ classes: 3 }).restore(undefined as never)).toThrow(
    'state must be the state of a mixer, got undefined',
  );
});
