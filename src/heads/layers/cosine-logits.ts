import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { rangeOfTensors } from '../../half-floats';
import { offTape } from './off-tape';

/** The length below which a vector has no direction, so that a vector of 0 has cosines of 0. */
export const LEAST_LENGTH = 1e-12;

/** A layer that gives the cosines of its input with the columns of its kernel, `[batch, classes]`, times a scale. */
export class CosineLogits extends tfl.layers.Layer {
  static className = 'CosineLogits';
  private readonly classes: number;
  private readonly scale: number;
  private readonly initializer: ReturnType<typeof tfl.initializers.randomNormal>;
  /** `[width, classes]`; the lengths of its columns do not matter. */
  kernel!: tfl.LayerVariable;

  constructor(options: {
    classes: number;
    scale: number;
    initializer: ReturnType<typeof tfl.initializers.randomNormal>;
    name: string;
  }) {
    super({ name: options.name });
    this.classes = options.classes;
    this.scale = options.scale;
    this.initializer = options.initializer;
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const width = (inputShape as number[]).at(-1)!;
    this.kernel = this.addWeight('kernel', [width, this.classes], 'float32', this.initializer);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x] = [inputs].flat() as [tf.Tensor];
      const cosines = tf.matMul(unit(x, 1) as tf.Tensor2D, unit(this.kernel.read(), 0) as tf.Tensor2D);
      return tf.mul(cosines, this.scale);
    });
  }

  override computeOutputShape(): tfl.Shape {
    return [null, this.classes];
  }

  /** The kernel with columns of length `scale`, for features of length √width divided by that. */
  scaledKernel(): tf.Tensor {
    return tf.tidy(() => {
      const width = this.kernel.shape[0]!;
      return tf.mul(unit(this.kernel.read(), 0), this.scale / Math.sqrt(width));
    });
  }
}

/** Vectors divided by their lengths, along an axis. */
function unit(vectors: tf.Tensor, axis: number): tf.Tensor {
  // Divided by the largest number first, as squares of large ones overflow; what it is does not change the result, so it is a constant.
  const least = Math.max(LEAST_LENGTH, rangeOfTensors()[1]);
  const largest = offTape(() => tf.maximum(tf.max(tf.abs(vectors), axis, true), least));
  const relative = tf.div(vectors, largest);
  return tf.div(relative, tf.sqrt(tf.maximum(tf.sum(tf.square(relative), axis, true), 1)));
}
