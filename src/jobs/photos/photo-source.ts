import { createHash } from 'node:crypto';
import { assertBoolean, assertFunction, reject, show, wholeNumberFrom } from '../../checks';
import { type Resolved, resolveOptions } from '../../options';
import { FLOAT_BYTES } from '../../simd-sizes';
import type { Batch, BatchSource } from '../data/batch-source';
import type { MersenneTwister } from '../data/mersenne-twister';
import { normalisationOptions } from '../data/preprocessing/normalisations';
import { colourJitterOptions } from './colour-jitter';
import type { PhotoList } from './photo-list';
import type { PhotoAugmentation, PhotoTransform } from './photo-transform';
import { assertImageSize } from './pixels/assert-image-size';
import { usualShorterSide } from './placement';
import type { PhotoFolder } from './reading/photo-reader';
import { defaultWorkers, photoWorkers } from './reading/photo-workers';
import { resolvedFolder } from './reading/resolved-folder';
import { type UnreadableImage, UnreadableImageError } from './unreadable-image-error';

/** How many batches are in memory: one that the network trains on, and those that are being read meanwhile. */
const BATCHES_IN_MEMORY = 3;

/** Options of {@link photoSource}. */
export interface PhotoSourceOptions extends PhotoTransform {
  /** Whether photographs that cannot be read are left out. Default false: then the first one throws an error. */
  skipBadImages?: boolean | undefined;
  /**
   * Number of threads that read photographs, at least 1. Default: one less than the processor has, but no more than
   * `mostDefaultWorkers`. The batches do not depend on it.
   */
  workers?: number | undefined;
  /** Called once for each photograph that is left out. */
  onSkip?: ((image: UnreadableImage) => void) | undefined;
}

/**
 * Batches of photographs. Other threads read the next batches while the network trains on one. A source keeps the memory of three
 * batches as long as it exists.
 *
 * @param list the photographs
 * @param options how they become images, and what happens where one cannot be read
 * @returns the source, for a recipe's `train` or `test`
 * @throws DataError where the folder of the list does not exist; TypeError or RangeError where an option does not fit
 *
 * @example
 * ```ts
 * import { batchesInOrder, imagenetNormalisation, loadImagenetLt, photoSource } from 'mbib/jobs';
 *
 * declare const folder: string;
 * const { train, test } = await loadImagenetLt(folder);
 * const options = { imageSize: 224, ...imagenetNormalisation };
 * const augmented = photoSource(train, { ...options, augmentation: {} }); // for a recipe's train
 * const plain = photoSource(test, options);
 * for await (const { pixels, indices } of batchesInOrder(plain, 64)) console.log(pixels.length, indices.length);
 * ```
 */
export function photoSource(list: PhotoList, options: PhotoSourceOptions): BatchSource {
  return sourceOf(list, options, new Set());
}

/** @param skipped the photographs that could not be read, which a source and its plain form count together */
function sourceOf(list: PhotoList, options: PhotoSourceOptions, skipped: Set<number>): BatchSource {
  const resolved = resolveOptions(options, photoSourceOptions);
  const reader = new BatchReader(list, resolved, skipped);
  const { imageSize, mean, std, shorterSide = usualShorterSide(imageSize) } = resolved;
  assertShorterSide(shorterSide, imageSize);
  let fingerprint: string | undefined;
  return {
    labels: list.labels,
    classes: list.classes,
    classNames: list.classNames,
    imageShape: [imageSize, imageSize, 3],
    preprocessing: { mean, std, shorterSide },
    get fingerprint() {
      fingerprint ??= fingerprintOf(list);
      return fingerprint;
    },
    get skipped() {
      return (list.leftOut ?? 0) + skipped.size;
    },
    batches: (order, randomOf) => reader.batches(order, randomOf),
    ...(resolved.augmentation && {
      plain: () => sourceOf(list, { ...options, augmentation: undefined }, skipped),
    }),
  };
}

/** Reads the photographs of a list, some batches ahead of who asks for them. */
class BatchReader {
  private readonly folder: PhotoFolder;
  private readonly transform: PhotoTransform;
  /** Numbers of one image. */
  private readonly length: number;
  // A loop takes up the memory that the one before it left.
  private idle: Float32Array[] = [];

  constructor(
    private readonly list: PhotoList,
    private readonly options: Resolved<typeof photoSourceOptions>,
    private readonly skipped: Set<number>,
  ) {
    const { imageSize, shorterSide, mean, std, augmentation } = options;
    this.folder = resolvedFolder(list);
    this.transform = { imageSize, shorterSide, mean, std, augmentation };
    this.length = imageSize ** 2 * 3;
  }

  async *batches(
    order: readonly Int32Array[],
    randomOf: (batch: number) => MersenneTwister,
  ): AsyncGenerator<Batch> {
    const slots = this.takeSlots(order);
    const reading: Reading[] = [];
    const slotOf = (batch: number) => slots[batch % BATCHES_IN_MEMORY]!;
    const readAhead = () => {
      const batch = reading.length;
      if (batch < order.length) {
        reading.push(this.read(order[batch]!, slotOf(batch), () => randomOf(batch)));
      }
    };
    try {
      for (let ahead = 1; ahead < BATCHES_IN_MEMORY; ahead++) readAhead();
      for (const [batch, indices] of order.entries()) {
        readAhead();
        const unreadable = await reading[batch]!.unreadable;
        for (const { photo, reason } of unreadable) this.skip(indices[photo]!, reason);
        const bad = new Set(unreadable.map(({ photo }) => photo));
        yield without(bad, indices, slotOf(batch), this.length);
      }
    } finally {
      for (const { next } of reading) Atomics.store(next, 0, NOTHING_LEFT);
      await Promise.allSettled(reading.map(({ unreadable }) => unreadable));
      this.idle = slots;
    }
  }

  /** Memory for the batches in memory, each as large as the largest of `order`. */
  private takeSlots(order: readonly Int32Array[]): Float32Array[] {
    const largest = order.reduce((most, { length }) => Math.max(most, length), 0) * this.length;
    const { idle } = this;
    this.idle = [];
    return idle.length > 0 && idle[0]!.length >= largest ? idle : sharedSlots(largest);
  }

  /** Lets the threads read a batch. */
  private read(indices: Int32Array, pixels: Float32Array, randomOf: () => MersenneTwister): Reading {
    const random = this.transform.augmentation && randomOf();
    const next = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const unreadable = photoWorkers(this.options.workers).read({
      folder: this.folder,
      transform: this.transform,
      paths: Array.from(indices, (photo) => this.list.paths[photo]!),
      seeds: Uint32Array.from(indices, () => random?.nextUint32() ?? 0),
      pixels,
      next,
    });
    // Told to whoever waits for this batch, which may be nobody.
    unreadable.catch(() => undefined);
    return { next, unreadable };
  }

  private skip(photo: number, reason: string): void {
    const { file, place, paths } = this.list;
    const image = { file, place: place(photo), path: paths[photo]!, reason };
    if (!this.options.skipBadImages) throw new UnreadableImageError(image);
    if (this.skipped.has(photo)) return;
    this.skipped.add(photo);
    this.options.onSkip?.(image);
  }
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
  return Array.from(
    { length: BATCHES_IN_MEMORY },
    () => new Float32Array(new SharedArrayBuffer(FLOAT_BYTES * length)),
  );
}

function fingerprintOf({ paths, labels }: PhotoList): string {
  const hash = createHash('sha256');
  for (const [photo, path] of paths.entries()) hash.update(`${path} ${labels[photo]}\n`);
  return hash.digest('hex');
}

const photoSourceOptions = {
  imageSize: { check: assertImageSize },
  shorterSide: { check: wholeNumberFrom(1), default: undefined },
  ...normalisationOptions,
  augmentation: { check: assertAugmentation, default: undefined },
  skipBadImages: { check: assertBoolean, default: false },
  workers: { check: wholeNumberFrom(1), default: defaultWorkers },
  onSkip: { check: assertListener, default: undefined },
} as const;

function assertAugmentation(argument: string, value: PhotoAugmentation): void {
  resolveOptions(value, { jitter: { check: assertJitter, default: undefined } }, argument);
}

function assertJitter(argument: string, value: object): void {
  resolveOptions(value, colourJitterOptions, argument);
}

/** The image lies within the resized photograph. */
function assertShorterSide(shorterSide: number, imageSize: number): void {
  if (shorterSide < imageSize)
    reject('options.shorterSide', `be at least the image's ${imageSize} pixels`, show(shorterSide));
}

function assertListener(argument: string, value: (image: UnreadableImage) => void): void {
  assertFunction(argument, value, 'of an image that is left out');
}
