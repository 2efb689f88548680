import type { PhotoTransform } from '../photo-transform';
import type { PhotoFolder } from './photo-reader';

/** A batch for the worker threads to read. All of them get it; each takes the next photograph when it is done with one. */
export interface BatchTask {
  /** Number of the batch, to tell its reports from those of others. */
  id: number;
  /** Where the photographs are; its `root` with symbolic links resolved. */
  folder: PhotoFolder;
  /** How photographs become images. */
  transform: PhotoTransform;
  /** The photographs. */
  paths: readonly string[];
  /** The seed of each photograph's random numbers, `[paths]`. */
  seeds: Uint32Array;
  /** Where the images are written to, `[paths, imageSize, imageSize, 3]`, in memory that all threads share. */
  pixels: Float32Array;
  /** Where the sizes of the photographs are written to, `[paths, 2]`, width first, in memory that all threads share. */
  sizes?: Int32Array | undefined;
  /** The next photograph that no thread has taken, `[1]`, in memory that all threads share. */
  next: Int32Array;
}

/** What a worker reports of a batch when there is no photograph left for it to take. */
export interface BatchReport {
  id: number;
  /** The photographs that it could not read, by their places in the batch, and the reasons. */
  unreadable: { photo: number; reason: string }[];
  /** Why it stopped reading the batch, where it did. */
  failure?: string;
}
