import * as tf from '@tensorflow/tfjs-core';
import type { Batch, ImageBatches } from '../data/batch-source';
import { labelsOf } from '../data/batch-tensors';
import type { LossContext } from '../nets/methods/method';

/**
 * What one training step learns from: plain data, so that a part of it can be computed after another part, or on another thread.
 */
export interface StepBatch {
  /** The normalised pixels, or features, `[size, ...imageShape]`, one image after the other. */
  pixels: Float32Array;
  /** Shape of an image. */
  imageShape: readonly number[];
  /** The class id of each image, `[size]`. */
  labels: Int32Array;
  /** The share of the training's epochs that are done, 0 ≤ progress < 1. */
  progress: number;
  /** Where the images are mixed with each other, their other labels. */
  mixed?: SecondLabels | undefined;
}

/** The other label of each image of a batch whose images are mixed: the loss is `share · loss(labels) + (1 − share) · loss(mixed.labels)`. */
export interface SecondLabels {
  /** The class id of the other image that is in each, `[size]`; its own where it has but one label. */
  labels: Int32Array;
  /** The share of the first labels, in 0..1. */
  share: number;
}

/**
 * The batch of a step whose images are not mixed.
 *
 * @param source what the batch is of
 * @param batch images that were read, one or more
 * @param progress the share of the training's epochs that are done
 */
export function stepBatch(source: ImageBatches, batch: Batch, progress: number): StepBatch {
  const { pixels } = batch;
  return { pixels, imageShape: source.imageShape, labels: labelsOf(source, batch), progress };
}

/**
 * Some images of a batch, with all that belongs to them. It shares the memory of the batch.
 *
 * @param start place of the first
 * @param end place behind the last
 *
 * @example
 * ```ts
 * const halves = [sliceOfBatch(batch, 0, 64), sliceOfBatch(batch, 64, 128)];
 * ```
 */
export function sliceOfBatch(batch: StepBatch, start: number, end: number): StepBatch {
  const { pixels, imageShape, labels, mixed } = batch;
  const size = sizeOf(imageShape);
  return {
    ...batch,
    pixels: pixels.subarray(start * size, end * size),
    labels: labels.subarray(start, end),
    mixed: mixed && { ...mixed, labels: mixed.labels.subarray(start, end) },
  };
}

/** What the losses of the parts of a batch need to know of it: what `Net.wholeBatch` says for its labels, and where it is mixed for the others. */
export type WholeStep = Pick<LossContext, 'whole'> & { wholeOfMixed?: LossContext['whole'] };

/**
 * The tensors of a batch, or of a part, as `Net.lossAndScores` takes them; whoever calls frees them.
 *
 * @param whole where it is a part
 */
export function tensorsOf(
  { pixels, imageShape, labels, progress, mixed }: StepBatch,
  { whole, wholeOfMixed }: WholeStep = {},
): { images: tf.Tensor; labels: tf.Tensor1D; context: LossContext } {
  return {
    images: tf.tensor(pixels, [labels.length, ...imageShape]),
    labels: tf.tensor1d(labels),
    context: {
      progress,
      whole,
      mixed: mixed && { labels: tf.tensor1d(mixed.labels), share: mixed.share, whole: wholeOfMixed },
    },
  };
}

/** Numbers of an image. */
export function sizeOf(imageShape: readonly number[]): number {
  return imageShape.reduce((product, length) => product * length, 1);
}
