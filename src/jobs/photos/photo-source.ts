import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import type { Batch, BatchSource } from '../data/batch-source';
import type { PhotoList } from './photo-list';
import type { PhotoTransform } from './photo-transform';
import { defaultWorkers, photoWorkers } from './photo-workers';

/** Batches in memory at a time: one that the network trains on, the others read ahead. */
const BATCHES_IN_MEMORY = 3;

/** Options of {@link photoSource}. */
export interface PhotoSourceOptions extends PhotoTransform {
  /** Leave out photographs that cannot be read, instead of throwing. */
  skipBadImages?: boolean | undefined;
  /** Threads that read; all processors but one if left out. The batches do not depend on it. */
  workers?: number | undefined;
  /** Called once for each photograph that is left out. */
  onSkip?: ((message: string) => void) | undefined;
}

/**
 * Batches of photographs, read by threads of their own while the network trains on earlier ones. Each source has
 * three batches in memory, also between two loops over it.
 *
 * @param list which photographs
 * @param options how they become images, and what happens to those that cannot be read
 * @throws Error where the list's folder does not exist; RangeError where an option is not one that it can be
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
  // A loop takes up the memory that the one before it left.
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
        // Told to whoever waits for this batch, which may be nobody.
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

/** More than any batch has. */
const NOTHING_LEFT = 2 ** 30;

interface Reading {
  next: Int32Array;
  unreadable: Promise<{ photo: number; reason: string }[]>;
}

/** A batch without those at the given places, which the ones behind them move up to. */
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
