import * as tf from '@tensorflow/tfjs-core';
import { assertScale, assertSeed, reject, sizeFrom } from '../../checks';
import { rangeOfTensors } from '../../half-floats';
import { assertTensor } from '../../losses/assert-tensor';
import { random, randomBits } from '../../random-bits';
import { batchOperation } from '../composed/batch-operation';

/**
 * The cosine classifier: `scale · cos(features, column of the class)`, without a bias. LDAM and RIDE are trained with it. One operation
 * with a closed-form gradient for the features and the kernel. Classifiers of layers have it by `mbibHeads` and its option `classifier`.
 *
 * @param features `[batch, width]`, float32
 * @param kernel `[width, K]`, float32; the lengths of its columns do not matter
 * @param scale what the cosines are multiplied by, in 1e-18..1e18. Default 1.
 * @returns logits `[batch, K]`
 * @throws RangeError where a shape or the scale does not fit; TypeError where an argument is of another type
 * @see Cao et al. 2019, Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss, its code's normalised classifier
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { cosineKernel, cosineLogits, ldamLoss } from 'mbib/baselines';
 * const kernel = tf.variable(cosineKernel(8, 3));
 * const features = tf.randomNormal([2, 8]);
 * const labels = tf.tensor1d([0, 2], 'int32');
 * tf.train.sgd(0.1).minimize(() => ldamLoss(labels, cosineLogits(features, kernel), [100, 10, 1]));
 * ```
 */
export function cosineLogits(features: tf.Tensor, kernel: tf.Tensor, scale = 1): tf.Tensor2D {
  assertMatrix('features', features);
  assertMatrix('kernel', kernel, features.shape[1]);
  assertScale('scale', scale);
  const shape: [number, number] = [features.shape[0]!, kernel.shape[1]!];
  return batchOperation([features, kernel], shape, ([x, w]) => {
    const rows = unit(x!, 1);
    const columns = unit(w!, 0);
    return {
      value: tf.mul(tf.matMul(rows.unit, columns.unit), scale),
      saved: [rows.unit, rows.length, columns.unit, columns.length],
      gradient(upstream, [row, rowLength, column, columnLength]) {
        const slope = tf.mul(upstream, scale) as tf.Tensor2D;
        return [
          throughUnit(tf.matMul(slope, column as tf.Tensor2D, false, true), row!, rowLength!, 1),
          throughUnit(tf.matMul(row as tf.Tensor2D, slope, true, false), column!, columnLength!, 0),
        ];
      },
    };
  });
}

/**
 * Vectors along an axis divided by their lengths, and the lengths. Where no number of a vector reaches {@link leastLength}, it is
 * divided by that, so that a vector of 0 has cosines of 0.
 */
function unit(vectors: tf.Tensor, axis: number): { unit: tf.Tensor2D; length: tf.Tensor } {
  // Divided by the largest number first: squares of large ones overflow, and those of small ones are 0.
  const largest = tf.maximum(tf.max(tf.abs(vectors), axis, true), leastLength());
  const relative = tf.div(vectors, largest);
  const relativeLength = tf.sqrt(tf.maximum(tf.sum(tf.square(relative), axis, true), 1));
  return { unit: tf.div(relative, relativeLength), length: tf.mul(largest, relativeLength) };
}

/** The length below which a vector has no direction: 1e-12, and what half floats hold. */
function leastLength(): number {
  return Math.max(1e-12, rangeOfTensors()[1]);
}

/** The gradient of vectors from that of their unit vectors: what is along the unit vector does not change it. */
function throughUnit(gradient: tf.Tensor, unit: tf.Tensor, length: tf.Tensor, axis: number): tf.Tensor {
  const along = tf.mul(unit, tf.sum(tf.mul(unit, gradient), axis, true));
  return tf.div(tf.sub(gradient, along), length);
}

/** Throws unless a tensor is float32 `[rows, columns]`, with columns. */
function assertMatrix(name: string, tensor: tf.Tensor, rows?: number): void {
  assertTensor(name, tensor);
  const { dtype, shape } = tensor;
  if (dtype !== 'float32' || shape.length !== 2 || !shape[1] || (rows !== undefined && shape[0] !== rows)) {
    reject(name, `be float32 [${rows ?? 'rows'}, columns], with a column or more`, `${dtype} [${shape}]`);
  }
}

/**
 * A kernel for {@link cosineLogits} to start from: uniform numbers, each column divided by its length. The same seed gives the same
 * numbers on every backend.
 *
 * @param width length of the features, at least 1
 * @param classes number of classes K, at least 1
 * @param seed a whole number in 0..2³²−1. Default 0.
 * @returns `[width, K]`, float32
 * @throws RangeError | TypeError where an argument is no such number
 * @see Cao et al. 2019, Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss, its code's normalised classifier
 *
 * @example
 * ```ts
 * import { cosineKernel } from 'mbib/baselines';
 * cosineKernel(64, 100).shape; // [64, 100]
 * ```
 */
export function cosineKernel(width: number, classes: number, seed = 0): tf.Tensor2D {
  sizeFrom(1)('width', width);
  sizeFrom(1)('classes', classes);
  assertSeed('seed', seed);
  const bits = randomBits(seed);
  const values = Float32Array.from({ length: width * classes }, () => 2 * random(bits) - 1);
  return tf.tidy(() => unit(tf.tensor2d(values, [width, classes]), 0).unit);
}
