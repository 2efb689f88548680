import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { longTailedCounts } from 'mbib';
import { describe, expect, test } from 'vitest';
import { countPerClass, type ImageSet } from '../../../src/jobs/data/image-set';
import { longTailedSubset } from '../../../src/jobs/data/long-tailed-subset';

/** One-pixel images, `perClass` of each class, interleaved; the image tells its position within its class. */
function balanced(classes: number, perClass: number): ImageSet {
  const labels = Int32Array.from({ length: classes * perClass }, (_, i) => i % classes);
  return {
    images: Uint8Array.from(labels, (_, i) => Math.floor(i / classes) & 255),
    labels,
    height: 1,
    width: 1,
    channels: 1,
    classes,
    classNames: Array.from({ length: classes }, (_, label) => `class ${label}`),
  };
}

const cifar = balanced(100, 500);
const profile = (imbalanceFactor: number) => longTailedCounts({ classes: 100, max: 500, imbalanceFactor });
const subset = (imbalanceFactor: number) => longTailedSubset(cifar, profile(imbalanceFactor));

function byClass(positions: Int32Array, counts: number[]): number[][] {
  let start = 0;
  return counts.map((count) => {
    start += count;
    return [...positions.subarray(start - count, start)];
  });
}

describe('the subset of LDAM-DRW', () => {
  test.each([
    [100, 10_847, 'f3c931209f1da241fea95de356d220958f9168675f04ba97bc3bf31db3fba422'],
    [50, 12_608, '79172e2054d429b6847f177e38873e8217c42bb7879187e3081dfb8eaaf45427'],
    [10, 19_573, '872c240c8818608784c07c2d3ba54cf5d8d02486aea58beec97ea95bf632e858'],
  ])('imbalance %i keeps %i images at the published positions', (imbalanceFactor, total, hash) => {
    const { positions, set } = subset(imbalanceFactor);
    expect(positions.length).toBe(total);
    expect(createHash('sha256').update(positions.join(',')).digest('hex')).toBe(hash);
    expect(countPerClass(set)).toEqual(profile(imbalanceFactor));
  });

  test('imbalance 100 begins and ends with the positions of the reference', () => {
    const classes = byClass(subset(100).positions, profile(100));
    expect(classes[0]!.slice(0, 8)).toEqual([90, 254, 283, 445, 461, 15, 316, 489]);
    expect(classes[1]!.slice(0, 5)).toEqual([277, 307, 436, 88, 261]);
    expect(classes[99]).toEqual([348, 153, 363, 361, 299]);
  });

  test('a steeper profile is, class by class, a prefix of a flatter one', () => {
    const [steep, middle, flat] = [100, 50, 10].map((factor) =>
      byClass(subset(factor).positions, profile(factor)),
    );
    steep!.forEach((kept, label) => {
      expect(middle![label]!.slice(0, kept.length)).toEqual(kept);
      expect(flat![label]!.slice(0, middle![label]!.length)).toEqual(middle![label]);
    });
  });

  test.each([
    [100, [35, 35, 30]],
    [50, [41, 41, 18]],
    [10, [69, 31, 0]],
  ])('imbalance %i has %j classes of many, medium and few images', (imbalanceFactor, groups) => {
    const counts = countPerClass(subset(imbalanceFactor).set);
    const many = counts.filter((count) => count > 100).length;
    const few = counts.filter((count) => count < 20).length;
    expect([many, 100 - many - few, few]).toEqual(groups);
  });
});

test('positions, indices, images and labels tell of the same images', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0xffffffff }),
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 3 }),
      (seed, counts) => {
        const all = balanced(3, 9);
        const { set, indices, positions } = longTailedSubset(all, counts, seed);
        expect([...set.images]).toEqual([...positions]);
        expect([...indices].map((index) => all.labels[index])).toEqual([...set.labels]);
        expect([...indices]).toEqual([...positions].map((position, i) => position * 3 + set.labels[i]!));
        expect(new Set(indices).size).toBe(counts.reduce((sum, count) => sum + count));
      },
    ),
  );
});

test('counts that the set cannot give are refused by class', () => {
  const all = balanced(2, 5);
  expect(() => longTailedSubset(all, [5])).toThrow('one number for each of the 2 classes, got 1');
  expect(() => longTailedSubset(all, [5, 6])).toThrow(
    "counts[1] must be a whole number in 0..5, the images of 'class 1', got 6",
  );
});
