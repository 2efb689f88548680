import { assertWholeNumber } from '../../../checks';

/**
 * Cuts an order of samples into batches, which share its memory; the last one may have fewer than `batchSize`.
 *
 * @throws RangeError | TypeError where `batchSize` is not a whole number of at least 1
 *
 * @example
 * ```ts
 * inBatches(Int32Array.of(2, 0, 1), 2); // [2, 0] and [1]
 * ```
 */
export function inBatches(order: Int32Array, batchSize: number): Int32Array[] {
  assertWholeNumber('batchSize', batchSize, 1);
  return Array.from({ length: Math.ceil(order.length / batchSize) }, (_, batch) =>
    order.subarray(batch * batchSize, (batch + 1) * batchSize),
  );
}
