import { type StepBatch, sliceOfBatch } from './step-batch';

/**
 * Cuts a batch into parts that are as equal as can be, because batch normalisation normalises within each.
 *
 * @param parts how many; there are fewer where a part would have only one image, of which batch normalisation knows no variance. So an odd
 *   batch in parts of two has one of three
 *
 * @example
 * ```ts
 * partsOfBatch(batch, 3).map(({ labels }) => labels.length); // [42, 43, 43] of 128 images
 * ```
 */
export function partsOfBatch(batch: StepBatch, parts: number): StepBatch[] {
  const size = batch.labels.length;
  const count = Math.max(1, Math.min(parts, Math.floor(size / 2)));
  const bound = (part: number) => Math.floor((part * size) / count);
  return Array.from({ length: count }, (_, part) => sliceOfBatch(batch, bound(part), bound(part + 1)));
}
