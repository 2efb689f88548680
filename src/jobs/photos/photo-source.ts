import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import type { Batch, BatchSource } from '../data/batch-source';
import type { PhotoList } from './photo-list';
import type { PhotoTransform } from './photo-transform';
import { defaultWorkers, photoWorkers } from './photo-workers';

/** How many batches are in memory: one that the network trains on, and those that are being read meanwhile. */
const BATCHES_IN_MEMORY = 3;

/** Options of {@link photoSource}. */
export interface PhotoSourceOptions extends PhotoTransform {
  /** Whether photographs that cannot be read are left out. Default false: then the first one throws an error. */
  skipBadImages?: boolean | undefined;
  /**
   * Number of threads that read photographs, at least 1. Default: one less than the processor has, at most 16. The batches do not
   * depend on it.
   */
  workers?: number | undefined;
  /** Called with a sentence for each photograph that is left out, once for each. */
  onSkip?: ((message: string) => void) | undefined;
}

/**
 * Batches of photographs. Other threads read the next batches while the network trains on one. A source keeps the memory of three
 * batches as long as it exists.
 *
 * @param list the photographs
 * @param options how they become images, and what happens where one cannot be read
 * @returns the source, for a recipe's `train` or `test`
 * @throws Error where the folder of the list does not exist; RangeError where an option is out of range
 *
 * @example
 * ```ts
 * const train = photoSource(list, { imageSize: 224, mean, std, augmentation: {} });
 * for await (const { pixels, indices } of train.batches(order, randomOf)) step(pixels, indices);
 * ```
 */
export function photoSource(list: PhotoList, options: PhotoSourceOptions): BatchSource {
  const { imageSize, mean, std, augmentation, skipBadImages = false, workers = defaultWorkers } = options;
  checkOptions(imageSize, workers);
  const transform: PhotoTransform = { imageSize, mean, std, augmentation };
  const root = rootOf(list);
  const length = imageSize ** 2 * 3;
  const skipped = new Set<number>();
  let fingerprint: string | undefined;
  // The memory of the last iteration, for the next one.
  let idle: Float32Array[] = [];

  const problem = (photo: number, reason: string) =>
    `${list.file}, ${list.place(photo)}: ${list.paths[photo]} ${reason}`;

  const skip = (photo: number, reason: string) => {
    if (!skipBadImages) {
      throw new Error(`${problem(photo, reason)}. --skip-bad-images goes on without it.`);
    }
    if (skipped.has(photo)) return;
    skipped.add(photo);
    options.onSkip?.(problem(photo, reason));
  };

  return {
    labels: list.labels,
    classes: list.classes,
    classNames: list.classNames,
    imageShape: [imageSize, imageSize, 3],
    get fingerprint() {
      fingerprint ??= fingerprintOf(list);
      return fingerprint;
    },
    get skipped() {
      return skipped.size;
    },
    async *batches(order, randomOf) {
      const largest = order.reduce((most, { length }) => Math.max(most, length), 0) * length;
      const slots = idle.length > 0 && idle[0]!.length >= largest ? idle : sharedSlots(largest);
      idle = [];
      const pool = photoWorkers(workers);
      const reading: Reading[] = [];
      const readAhead = () => {
        const batch = reading.length;
        const indices = order[batch];
        if (!indices) return;
        const random = augmentation && randomOf(batch);
        const next = new Int32Array(new SharedArrayBuffer(4));
        const unreadable = pool.read({
          root,
          transform,
          paths: Array.from(indices, (photo) => list.paths[photo]!),
          seeds: Uint32Array.from(indices, () => random?.nextUint32() ?? 0),
          pixels: slots[batch % BATCHES_IN_MEMORY]!,
          next,
        });
        // The error is thrown where the batch is waited for. Where the iteration was left before, nobody does.
        unreadable.catch(() => undefined);
        reading.push({ next, unreadable });
      };
      try {
        for (let ahead = 1; ahead < BATCHES_IN_MEMORY; ahead++) readAhead();
        for (const [batch, indices] of order.entries()) {
          readAhead();
          const unreadable = await reading[batch]!.unreadable;
          for (const { photo, reason } of unreadable) skip(indices[photo]!, reason);
          const bad = new Set(unreadable.map(({ photo }) => photo));
          yield without(bad, indices, slots[batch % BATCHES_IN_MEMORY]!, length);
        }
      } finally {
        for (const { next } of reading) Atomics.store(next, 0, NOTHING_LEFT);
        await Promise.allSettled(reading.map(({ unreadable }) => unreadable));
        idle = slots;
      }
    },
  };
}

/** More photographs than a batch has: stored as the next one to take, it tells the threads to stop. */
const NOTHING_LEFT = 2 ** 30;

interface Reading {
  next: Int32Array;
  unreadable: Promise<{ photo: number; reason: string }[]>;
}

/** The batch without the photographs at the given places. The images behind them move forward. */
function without(bad: Set<number>, indices: Int32Array, pixels: Float32Array, length: number): Batch {
  const kept = indices.filter((_, i) => !bad.has(i));
  if (bad.size > 0) {
    let to = 0;
    for (let from = 0; from < indices.length; from++) {
      if (!bad.has(from)) pixels.copyWithin(to++ * length, from * length, (from + 1) * length);
    }
  }
  return { indices: kept, pixels: pixels.subarray(0, kept.length * length) };
}

function sharedSlots(length: number): Float32Array[] {
  return Array.from({ length: BATCHES_IN_MEMORY }, () => new Float32Array(new SharedArrayBuffer(4 * length)));
}

function checkOptions(imageSize: number, workers: number): void {
  if (!Number.isInteger(imageSize) || imageSize <= 0 || imageSize % 4 !== 0) {
    throw new RangeError(`imageSize must be a positive multiple of 4, got ${imageSize}`);
  }
  if (!Number.isInteger(workers) || workers < 1) {
    throw new RangeError(`workers must be a whole number of at least 1, got ${workers}`);
  }
}

function rootOf({ root, file }: PhotoList): string {
  try {
    return realpathSync.native(root);
  } catch {
    throw new Error(`${root}, the folder of the photographs of ${file}, does not exist.`);
  }
}

function fingerprintOf({ paths, labels }: PhotoList): string {
  const hash = createHash('sha256');
  for (const [photo, path] of paths.entries()) hash.update(`${path} ${labels[photo]}\n`);
  return hash.digest('hex');
}
