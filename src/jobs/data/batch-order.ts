import { randomStream } from './random-stream';

/**
 * Which samples each step of an epoch sees: all of them once, shuffled, the last partial batch kept.
 *
 * @param samples number of samples, at least 1
 * @param batchSize samples a batch, at least 1
 * @param seed the run's seed; one seed and epoch always give the same order
 * @param epoch whole number, 0-based
 * @returns the indices of each batch; `batchSize` long but for the last
 * @throws RangeError where an argument is not such a number
 *
 * @example
 * ```ts
 * batchOrder(10_847, 128, 0, 0).length; // 85 steps
 * ```
 */
export function batchOrder(samples: number, batchSize: number, seed: number, epoch: number): Int32Array[] {
  assertPositiveWhole('samples', samples);
  assertPositiveWhole('batchSize', batchSize);
  const order = randomStream(seed, 'order', epoch).shuffle(Int32Array.from({ length: samples }, (_, i) => i));
  return Array.from({ length: Math.ceil(samples / batchSize) }, (_, step) =>
    order.subarray(step * batchSize, (step + 1) * batchSize),
  );
}

function assertPositiveWhole(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`${name} must be a whole number of at least 1, got ${value}`);
  }
}
