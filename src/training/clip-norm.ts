import * as tf from '@tensorflow/tfjs-core';
import { hasHalfFloats } from '../half-floats';
import type { Pair } from './pair-with-variables';

/**
 * Shortens gradients so that the norm of all of them together is at most `clipNorm`: each is multiplied by
 * `min(1, clipNorm / (norm + 1e-6))`. Nothing is read back from the device.
 *
 * @returns the shortened gradients, and the norm before that
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html
 */
export function clipToNorm(pairs: Pair[], clipNorm: number): { pairs: Pair[]; norm: tf.Scalar } {
  const norm = normOf(pairs.map(({ gradient }) => tf.cast(gradient, 'float32')));
  // At most 1, whatever the numbers: half floats do not hold the quotient by 1e-6.
  const coefficient = tf.div(clipNorm, tf.maximum(tf.add(norm, 1e-6), clipNorm));
  return {
    pairs: pairs.map(({ variable, gradient }) => ({ variable, gradient: tf.mul(gradient, coefficient) })),
    norm,
  };
}

/** The norm of all tensors together. */
function normOf(tensors: tf.Tensor[]): tf.Scalar {
  // Half floats do not hold the squares of usual gradients: there, all are divided by the largest number first.
  const largest = hasHalfFloats() ? largestOf(tensors) : undefined;
  const squares = tensors.map((x) => tf.sum(tf.square(largest ? tf.divNoNan(x, largest) : x)));
  // Stacked and summed, since tfjs adds more than seven tensors at once wrongly on webgpu.
  const norm = tf.sqrt(tf.sum(tf.stack(squares)));
  return (largest ? tf.mul(norm, largest) : norm) as tf.Scalar;
}

function largestOf(tensors: tf.Tensor[]): tf.Tensor {
  return tf.max(tf.stack(tensors.map((x) => tf.max(tf.abs(x)))));
}

/** Finds out, after a step, whether the norm of its gradients was a number. */
export class NormWatch {
  private failure: string | undefined;
  private reading: Promise<unknown> = Promise.resolve();

  /** Reads the norm of a step when the device has computed it, without waiting for that; then frees it. */
  watch(norm: tf.Scalar, step: number): void {
    const note = (outcome: string) => {
      this.failure ??= `the gradients of step ${step} have a norm that ${outcome}: that step moved no variable`;
    };
    const read = norm
      .data()
      .then(([value]) => Number.isFinite(value) || note(`is ${value}`))
      .catch((error) => note(`could not be read (${error})`))
      .finally(() => norm.dispose());
    this.reading = Promise.all([this.reading, read]);
  }

  /** Waits until all norms have been read. */
  async settled(): Promise<void> {
    await this.reading;
  }

  /** Throws, once, where the norm of a step was NaN or infinite. */
  throwFailure(): void {
    const { failure } = this;
    this.failure = undefined;
    if (failure) throw new RangeError(failure);
  }
}
