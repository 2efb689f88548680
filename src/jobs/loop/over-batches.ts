import type { Batch, ImageBatches } from '../data/batch-source';
import { batchesInOrder } from '../data/batches-in-order';
import { nextTurn } from './next-turn';

/** How {@link overBatches} goes through a source. */
export interface OverBatches<Result> {
  /** Images at a time. */
  batchSize: number;
  /** Of a batch with at least one image. Its pixels have to be read when the call returns. */
  compute(batch: Batch): Promise<Result>;
  /** Whether the next batch is computed while this one still is, as replicas do. */
  together: boolean;
  /** Asked between batches; where it says true nothing more is computed. */
  stop(): boolean;
}

/**
 * Computes something of each batch of a source, in its order.
 *
 * @returns what each batch came to; undefined where it was stopped
 */
export async function overBatches<Result>(
  source: ImageBatches,
  { batchSize, compute, together, stop }: OverBatches<Result>,
): Promise<Result[] | undefined> {
  const results: Promise<Result>[] = [];
  for await (const batch of batchesInOrder(source, batchSize)) {
    if (batch.indices.length > 0) {
      const result = compute(batch);
      // It is awaited at the end. Where the pass ends before, nobody asks for it.
      result.catch(() => {});
      results.push(result);
      if (!together) await result;
    }
    // Reading from wasm and cpu never yields; signals are heard between two turns of the event loop.
    await nextTurn();
    if (stop()) return undefined;
  }
  return Promise.all(results);
}
