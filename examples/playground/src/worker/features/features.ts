import { AskedWorker } from '../../data/asking/asked-worker';
import type { Original, PlaygroundData } from '../../state/playground-data';
import type { FeaturesRequest } from './features-worker';
import { backboneWidths } from './taps';

/** What a pretrained network makes of the pictures of a data set: what heads are trained on. It can be sent to a worker. */
export interface DataFeatures {
  /** `[train, Σ widths]`, by place in the training set. */
  train: Float32Array;
  /** `[test, Σ widths]`. */
  test: Float32Array;
  /** Number of features of each tap, shallow to deep. */
  widths: readonly number[];
}

/** How many pictures are encoded, of those that have to be. */
export interface EncodingProgress {
  done: number;
  all: number;
}

const worker = new AskedWorker<FeaturesRequest>(
  () => new Worker(new URL('./features-worker.ts', import.meta.url), { type: 'module' }),
);
const kept = new WeakMap<PlaygroundData, Promise<DataFeatures>>();

/**
 * Computes the features of the user's pictures, in a worker that is started with the first call and loads the pretrained network then.
 * A picture is encoded once, whatever data sets it is in; the same data gives the same object.
 *
 * @throws Error where the pretrained network cannot be loaded; RangeError where the data has no pictures of the user's
 */
export function featuresOf(
  data: PlaygroundData,
  onProgress?: (progress: EncodingProgress) => void,
): Promise<DataFeatures> {
  const { originals } = data;
  if (!originals) {
    throw new RangeError('Features are computed of your own pictures; the digits are trained from scratch.');
  }
  const known = kept.get(data);
  if (known) return known;
  const computed = encode(originals, onProgress);
  kept.set(data, computed);
  computed.catch(() => kept.delete(data));
  return computed;
}

/**
 * The features of one picture.
 *
 * @param pixels `[224, 224, 3]`, 0..255
 * @returns `[Σ widths]`
 */
export function featuresOfPicture(pixels: Uint8Array): Promise<Float32Array> {
  return worker.ask({ type: 'encode pixels', pixels });
}

async function encode(
  { train, test }: { train: readonly Original[]; test: readonly Original[] },
  onProgress?: (progress: EncodingProgress) => void,
): Promise<DataFeatures> {
  const all = await worker.ask<Float32Array, EncodingProgress>(
    { type: 'encode', pictures: [...train, ...test] },
    onProgress,
  );
  const border = (all.length / (train.length + test.length)) * train.length;
  return { train: all.slice(0, border), test: all.slice(border), widths: backboneWidths };
}
