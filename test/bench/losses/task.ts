import * as tf from '@tensorflow/tfjs-core';
import { longTailedCounts } from 'mbib';

/** The size of a loss to measure. */
export interface TaskOptions {
  classes: number;
  batch: number;
  gamma: number;
}

/** Weight of the self-distillation. */
export const BETA = 5;

/** What a loss is computed of. */
export interface Task extends TaskOptions {
  samplesPerClass: number[];
  /** Weight of each tap, Eq. 11. */
  tapWeights: number[];
  /** Class ids, `[batch]`. */
  labels: tf.Tensor1D;
  /** Logits of the taps, shallow to deep, and of z, each `[batch, classes]`. */
  logits: tf.Tensor2D[];
}

/** The sizes of CIFAR-100, ImageNet and iNaturalist 2018, with and without class temperatures. */
export const tasks: TaskOptions[] = [
  { classes: 100, batch: 128 },
  { classes: 1000, batch: 128 },
  { classes: 8142, batch: 64 },
].flatMap((size) => [0, 0.5].map((gamma) => ({ ...size, gamma })));

const threeTaps = [0.1, 0.3, 1];

/** Random logits on the active backend, the same for the same options; labels of all parts of the long tail. */
export function makeTask(options: TaskOptions, tapWeights = threeTaps): Task {
  const { classes, batch } = options;
  const ids = Int32Array.from({ length: batch }, (_, i) => Math.floor((i * classes) / batch));
  return {
    ...options,
    samplesPerClass: longTailedCounts({ classes, max: 1000, imbalanceFactor: 200 }),
    labels: tf.tensor1d(ids, 'int32'),
    tapWeights,
    logits: Array.from({ length: tapWeights.length + 1 }, (_, head) =>
      tf.randomNormal<tf.Rank.R2>([batch, classes], 0, 2, 'float32', head + 1),
    ),
  };
}

/** Frees the tensors of a task. */
export function disposeTask({ labels, logits }: Task): void {
  tf.dispose([labels, logits]);
}
