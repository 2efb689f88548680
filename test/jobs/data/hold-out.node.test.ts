import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countPerClass } from '../../../src/jobs/data/image-set';
import { heldOut, holdOutImages } from '../../../src/jobs/data/split/hold-out';
import { loadDigits } from '../../../src/jobs/files/load-digits';
import { holdOutPhotos } from '../../../src/jobs/photos/hold-out-photos';
import type { PhotoList } from '../../../src/jobs/photos/photo-list';
import { selectionDefaults } from '../../../src/jobs/run/selection/selection';

describe('images are held out', () => {
  test('class by class in proportion, none twice, and every class keeps one to train on', () => {
    const labelled = fc
      .array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 })
      .map((counts) => ({
        counts: [...counts, 40],
        labels: Int32Array.from([...counts, 40].flatMap((count, label) => new Array(count).fill(label))),
      }));
    fc.assert(
      fc.property(
        labelled,
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        fc.nat(),
        ({ counts, labels }, valFraction, seed) => {
          const classes = counts.length;
          const { train, validation } = heldOut({ labels, classes }, { valFraction, seed })!;
          expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...labels.keys()]);
          const held = countPerClass({ labels: validation.map((i) => labels[i]!), classes });
          counts.forEach((count, label) => {
            const share = count < 3 ? 0 : Math.min(count - 1, Math.floor(count * valFraction + 0.5));
            expect(held[label]).toBe(share);
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  test('by the seed: the same ones for the same seed, others for another', () => {
    const digits = loadDigits();
    const of = (seed: number) => heldOut(digits, { valFraction: 0.1, seed })!.validation;
    expect(of(3)).toEqual(of(3));
    expect(of(3)).not.toEqual(of(4));
  });

  test('with their pixels, labels and places in a list', () => {
    const digits = loadDigits();
    const { train, validation } = holdOutImages(digits, { valFraction: 0.2, seed: 0 });
    const places = heldOut(digits, { valFraction: 0.2, seed: 0 })!;
    expect(validation!.images.subarray(0, 64)).toEqual(
      digits.images.subarray(64 * places.validation[0]!, 64 * places.validation[0]! + 64),
    );
    expect(train.labels.length + validation!.labels.length).toBe(digits.labels.length);
    const list: PhotoList = {
      ...{ file: 'train.txt', root: '.', classes: 2, classNames: ['a', 'b'] },
      paths: Array.from({ length: 40 }, (_, i) => `${i}.jpg`),
      labels: Int32Array.from({ length: 40 }, (_, i) => i % 2),
      place: (photo) => `line ${photo + 1}`,
    };
    const photos = holdOutPhotos(list, { valFraction: 0.25, seed: 1 });
    for (const part of [photos.train, photos.validation!]) {
      part.paths.forEach((path, i) => {
        const at = Number.parseInt(path, 10);
        expect([part.labels[i], part.place(i)]).toEqual([at % 2, `line ${at + 1}`]);
      });
    }
  });

  test('not where no fraction is given, and with a sentence where no class has one to spare', () => {
    const digits = loadDigits();
    expect(holdOutImages(digits, { seed: 0 })).toEqual({ train: digits });
    const two = { labels: Int32Array.of(0, 0, 1, 1), classes: 2 };
    expect(() => heldOut(two, { valFraction: 0.5, seed: 0 })).toThrow('Give a larger options.valFraction');
  });
});

test('a fraction asks for validation images, and is refused for a run that counts its last epoch', () => {
  expect(selectionDefaults({})).toEqual({ select: 'last' });
  expect(selectionDefaults({ select: 'val' })).toEqual({ select: 'val', valFraction: 0.1 });
  expect(selectionDefaults({ valFraction: 0.3 })).toEqual({ select: 'val', valFraction: 0.3 });
  expect(() => selectionDefaults({ select: 'last', valFraction: 0.3 })).toThrow(
    "options.valFraction must be left out where options.select is 'last'",
  );
});
