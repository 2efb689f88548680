import * as tf from '@tensorflow/tfjs-core';
import type { Pair } from './pair-with-variables';

/**
 * Shortens gradients so that the norm of all of them together is at most `clipNorm`: each is multiplied by
 * `min(1, clipNorm / (norm + 1e-6))`. Nothing is read back from the device.
 *
 * @returns the shortened gradients, and the norm before that
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html
 */
export function clipToNorm(pairs: Pair[], clipNorm: number): { pairs: Pair[]; norm: tf.Scalar } {
  const squares = pairs.map(({ gradient }) => tf.sum(tf.square(tf.cast(gradient, 'float32'))));
  // Stacked and summed, since tfjs adds more than seven tensors at once wrongly on webgpu.
  const norm = tf.sqrt(tf.sum(tf.stack(squares))) as tf.Scalar;
  const coefficient = tf.minimum(tf.div(clipNorm, tf.add(norm, 1e-6)), 1);
  return {
    pairs: pairs.map(({ variable, gradient }) => ({ variable, gradient: tf.mul(gradient, coefficient) })),
    norm,
  };
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
