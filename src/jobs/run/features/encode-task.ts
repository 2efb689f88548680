import type { io } from '@tensorflow/tfjs-core';
import type { PhotoTransform } from '../../photos/photo-transform';
import type { PhotoFolder } from '../../photos/reading/photo-reader';

/** The backbone and the folder that a thread works with: what it is started with. */
export interface EncodeSetting {
  /** The backbone as TensorFlow.js saves it. */
  backbone: io.ModelArtifacts;
  /** Names of the layers or nodes that are observed, shallow to deep. */
  taps: readonly string[];
  /** Modules that it imports once its backend has started, such as `'mbib/accelerate'`. */
  imports: readonly string[];
  /** Shape of an image. */
  inputShape: number[];
  /** Where the photographs are; its `root` with symbolic links resolved. */
  folder: PhotoFolder;
}

/** Photographs for a thread to encode. */
export interface EncodeTask {
  /** Number of the task, to tell its report from those of others. */
  id: number;
  /** How photographs become images. */
  transform: PhotoTransform;
  /** The photographs. */
  paths: readonly string[];
  /** The seed of each photograph's random numbers, `[paths]`. */
  seeds: Uint32Array;
}

/** What a thread makes of a task. */
export interface EncodeReport {
  /** The task's number. */
  id: number;
  /** The features of the photographs, `[paths, Σ widths]`; zeros for those that cannot be read. */
  features: Float32Array;
  /** The photographs that cannot be read, by their places in the task, and the reasons. */
  unreadable: { photo: number; reason: string }[];
  /** Why the task failed, where it did. */
  failure?: string;
}
