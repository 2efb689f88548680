import fc from 'fast-check';
import { mixup, remix } from 'mbib/baselines';
import { expect, test } from 'vitest';
import { MersenneTwister } from '../../../src/jobs/data/mersenne-twister';
import { mixBatch } from '../../../src/jobs/loop/mix-batch';
import { type StepBatch, sliceOfBatch } from '../../../src/jobs/loop/step-batch';

const counts = [90, 30, 29, 1];
const batchOf = (labels: number[]): StepBatch => ({
  pixels: Float32Array.from({ length: labels.length * 6 }, (_, i) => Math.sin(i)),
  imageShape: [1, 2, 3],
  labels: Int32Array.from(labels),
  progress: 0.5,
});
const someLabels = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 9 });
const seeds = fc.integer({ min: 0, max: 1e6 });

/** How much of each class an image's label is: what the loss makes of the two labels and the share. */
function softLabels({ labels, mixed }: StepBatch): number[][] {
  return Array.from(labels, (label, i) =>
    counts.map((_, k) => {
      const [own, other] = [Number(label === k), Number(mixed!.labels[i] === k)];
      return mixed!.share * own + (1 - mixed!.share) * other;
    }),
  );
}

test.each(['mixup', 'remix'] as const)(
  'two labels and one share for the batch are the labels of %s, and the images are blended likewise',
  (mix) => {
    fc.assert(
      fc.property(someLabels, seeds, (labels, seed) => {
        const batch = batchOf(labels);
        const before = batch.pixels.slice();
        const mixed = mixBatch(batch, { mix }, counts, () => new MersenneTwister(seed));
        expect(batch.pixels).toEqual(before);
        const number = new MersenneTwister(seed).nextUint32();
        const mixer = mix === 'remix' ? remix(counts, { seed: number }) : mixup({ classes: 4, seed: number });
        const mixture = mixer.next(labels.length);
        const { lambda, partners } = mixture;
        const shares = mixer.labelShares(labels, mixture);
        softLabels(mixed).forEach((row, i) => {
          const expected = counts.map(
            (_, k) =>
              shares[i]! * Number(labels[i] === k) + (1 - shares[i]!) * Number(labels[partners[i]!] === k),
          );
          for (const [k, value] of row.entries()) expect(value).toBeCloseTo(expected[k]!, 12);
        });
        mixed.pixels.forEach((value, i) => {
          const [image, at] = [Math.floor(i / 6), i % 6];
          const other = before[partners[image]! * 6 + at]!;
          expect(value).toBe(Math.fround(lambda * before[i]! + (1 - lambda) * other));
        });
      }),
    );
  },
);

test('nothing is mixed where nothing is asked for, and another seed mixes otherwise', () => {
  const batch = batchOf([0, 1, 2, 3, 0, 3]);
  const unused = () => {
    throw new Error('asked for random numbers');
  };
  expect(mixBatch(batch, {}, counts, unused)).toBe(batch);
  expect(mixBatch(batch, { mix: 'none' }, counts, unused)).toBe(batch);
  const shares = [1, 2].map(
    (seed) => mixBatch(batch, { mix: 'mixup' }, counts, () => new MersenneTwister(seed)).mixed!.share,
  );
  expect(shares[0]).not.toBe(shares[1]);
});

test('parts of a batch hold all of it', () => {
  const batch = mixBatch(batchOf([0, 1, 2, 3, 0]), { mix: 'remix' }, counts, () => new MersenneTwister(3));
  const parts = [sliceOfBatch(batch, 0, 2), sliceOfBatch(batch, 2, 5)];
  const joined = (of: (part: StepBatch) => Iterable<number>) => parts.flatMap((part) => [...of(part)]);
  expect(joined(({ pixels }) => pixels)).toEqual([...batch.pixels]);
  expect(joined(({ labels }) => labels)).toEqual([...batch.labels]);
  expect(joined(({ mixed }) => mixed!.labels)).toEqual([...batch.mixed!.labels]);
  for (const { imageShape, progress, mixed } of parts) {
    expect({ imageShape, progress, share: mixed!.share }).toEqual({
      imageShape: [1, 2, 3],
      progress: 0.5,
      share: batch.mixed!.share,
    });
  }
});
