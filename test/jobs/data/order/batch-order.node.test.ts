import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchOrder } from '../../../../src/jobs/data/order/batch-order';

const sizes = fc.integer({ min: 1, max: 300 });
const flat = (batches: Int32Array[]) => batches.flatMap((batch) => [...batch]);

test('an epoch sees every sample once, in full batches but for the last', () => {
  fc.assert(
    fc.property(sizes, sizes, fc.integer({ min: 0, max: 1000 }), (samples, batchSize, epoch) => {
      const batches = batchOrder(samples, batchSize, 0, epoch);
      expect(flat(batches).sort((a, b) => a - b)).toEqual(Array.from({ length: samples }, (_, i) => i));
      const lengths = batches.map(({ length }) => length);
      const last = lengths.pop()!;
      expect(lengths.every((length) => length === batchSize)).toBe(true);
      expect(last).toBe(samples % batchSize || batchSize);
    }),
  );
});

test('the order depends on the seed and the epoch, and on nothing else', () => {
  const order = (seed: number, epoch: number) => flat(batchOrder(100, 16, seed, epoch));
  expect(order(3, 5)).toEqual(order(3, 5));
  expect(order(3, 5)).not.toEqual(order(3, 6));
  expect(order(3, 5)).not.toEqual(order(4, 5));
});

test('the long-tailed CIFAR-100 of imbalance 100 makes 85 steps of 128, the last of 95', () => {
  const batches = batchOrder(10_847, 128, 0, 0);
  expect(batches.length).toBe(85);
  expect(batches[84]!.length).toBe(95);
});

test('sizes that are no whole positive numbers are refused by name', () => {
  expect(() => batchOrder(0, 128, 0, 0)).toThrow('samples must be a whole number of at least 1, got 0');
  expect(() => batchOrder(10, 1.5, 0, 0)).toThrow('batchSize must be a whole number of at least 1, got 1.5');
});
