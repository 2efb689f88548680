import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

/** Added to squared lengths, so that a vector of 0 has cosines of 0. Half floats have no number as small. */
const LEAST_SQUARE = 1e-24;

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
  const squares = tf.sum(tf.square(vectors), axis, true);
  return tf.div(vectors, tf.sqrt(tf.add(squares, LEAST_SQUARE)));
}
