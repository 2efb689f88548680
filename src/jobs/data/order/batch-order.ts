import { assertWholeNumber } from '../../../checks';
import { randomStream } from '../random-stream';
import { inBatches } from './in-batches';

/**
 * The order in which an epoch goes through the samples: each once, shuffled, in batches.
 *
 * @param samples number of samples, at least 1
 * @param batchSize samples in a batch, at least 1
 * @param seed the run's seed; the same seed and epoch always give the same order
 * @param epoch number of the epoch, counted from 0
 * @returns the samples of each batch; the last batch may have fewer than `batchSize`
 * @throws RangeError where an argument is not such a number
 *
 * @example
 * ```ts
 * batchOrder(10_847, 128, 0, 0).length; // 85 steps
 * ```
 */
export function batchOrder(samples: number, batchSize: number, seed: number, epoch: number): Int32Array[] {
  assertWholeNumber('samples', samples, 1);
  const order = randomStream(seed, 'order', epoch).shuffle(Int32Array.from({ length: samples }, (_, i) => i));
  return inBatches(order, batchSize);
}
