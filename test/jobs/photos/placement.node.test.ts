import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MersenneTwister } from '../../../src/jobs/data/mersenne-twister';
import { randomColours } from '../../../src/jobs/photos/colour-jitter';
import { randomResizedCrop, resizedCentre } from '../../../src/jobs/photos/placement';

const seed = fc.integer({ min: 0, max: 0xffffffff });

describe('the box of a random resized crop', () => {
  test('lies in the photograph', () => {
    const side = fc.integer({ min: 1, max: 3000 });
    fc.assert(
      fc.property(side, side, seed, (width, height, seed) => {
        const box = randomResizedCrop(width, height, new MersenneTwister(seed));
        for (const number of Object.values(box)) expect(number).toSatisfy(Number.isInteger);
        expect(Math.min(box.left, box.top)).toBeGreaterThanOrEqual(0);
        expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(Math.min(width, height, 1));
        expect(box.left + box.width).toBeLessThanOrEqual(width);
        expect(box.top + box.height).toBeLessThanOrEqual(height);
      }),
    );
  });

  test('has 8 to 100 % of the area and a ratio between 3:4 and 4:3, but for rounding to whole pixels', () => {
    const side = fc.integer({ min: 300, max: 400 });
    fc.assert(
      fc.property(side, side, seed, (width, height, seed) => {
        const box = randomResizedCrop(width, height, new MersenneTwister(seed));
        const area = (box.width * box.height) / (width * height);
        expect(area).toBeGreaterThan(0.08 * 0.98);
        expect(box.width / box.height).toBeGreaterThan(0.75 * 0.98);
        expect(box.width / box.height).toBeLessThan((4 / 3) * 1.02);
      }),
    );
  });

  test('spreads evenly over areas, logarithms of ratios and places', () => {
    const random = new MersenneTwister(3);
    const boxes = Array.from({ length: 4000 }, () => randomResizedCrop(1000, 1000, random));
    const mean = (of: (box: (typeof boxes)[number]) => number) =>
      boxes.reduce((sum, box) => sum + of(box), 0) / boxes.length;
    expect(mean(({ width, height }) => Math.log(width / height))).toBeCloseTo(0, 1);
    expect(mean(({ left, width }) => (left + width / 2) / 1000)).toBeCloseTo(0.5, 1);
    expect(mean(({ top, height }) => (top + height / 2) / 1000)).toBeCloseTo(0.5, 1);
    const small = boxes.filter(({ width, height }) => width * height < 0.31e6).length / boxes.length;
    expect(small).toBeCloseTo(0.25, 1);
  });

  test('is the centre where no draw fits', () => {
    const random = new MersenneTwister(0);
    expect(randomResizedCrop(1000, 10, random)).toEqual({ left: 493, top: 0, width: 13, height: 10 });
    expect(randomResizedCrop(10, 1000, random)).toEqual({ left: 0, top: 493, width: 10, height: 13 });
  });
});

test.each([
  [500, 375, 224, { width: 341, height: 256, left: 58, top: 16 }],
  [375, 500, 224, { width: 256, height: 341, left: 16, top: 58 }],
  [256, 256, 224, { width: 256, height: 256, left: 16, top: 16 }],
  [50, 40, 112, { width: 160, height: 128, left: 24, top: 8 }],
])('a photograph of %d × %d is evaluated at %d as by torchvision', (width, height, size, placement) => {
  expect(resizedCentre(width, height, size)).toEqual({
    ...placement,
    box: { left: 0, top: 0, width, height },
  });
});

describe('random colours', () => {
  const jitter = { brightness: 0.4, contrast: 0.2, saturation: 1.5 };

  test('have factors within reach of 1, and none below 0', () => {
    fc.assert(
      fc.property(seed, (seed) => {
        const changes = randomColours(jitter, new MersenneTwister(seed));
        expect(changes).toHaveLength(3);
        for (const { property, factor } of changes) {
          expect(factor).toBeGreaterThanOrEqual(Math.max(0, 1 - jitter[property]));
          expect(factor).toBeLessThanOrEqual(1 + jitter[property]);
        }
      }),
    );
  });

  test('come in all six orders', () => {
    const random = new MersenneTwister(0);
    const orders = Array.from({ length: 200 }, () =>
      randomColours(jitter, random)
        .map(({ property }) => property)
        .join(),
    );
    expect(new Set(orders).size).toBe(6);
  });

  test('leave alone what may not change', () => {
    const changes = randomColours({ brightness: 0, contrast: 0.4, saturation: 0 }, new MersenneTwister(0));
    expect(changes.map(({ property }) => property)).toEqual(['contrast']);
  });
});
