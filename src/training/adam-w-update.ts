import * as tf from '@tensorflow/tfjs-core';

/** The factors of a step, which are the same for all variables of a group. */
export interface AdamWFactors {
  /** What is left of a variable after weight decay, `1 − η·λ`. */
  kept: tf.Scalar;
  /** `1 − β₁` */
  meanShare: tf.Scalar;
  beta2: tf.Scalar;
  /** `1 − β₂` */
  squareShare: tf.Scalar;
  /** `√(1 − β₂ᵗ)` in step t */
  rootCorrection: tf.Scalar;
  epsilon: tf.Scalar;
  /** `η / (1 − β₁ᵗ)` in step t */
  stepSize: tf.Scalar;
}

/**
 * PyTorch's update: `w −= η·λ·w`, `m += (1 − β₁)·(g − m)`, `v = β₂·v + (1 − β₂)·g²`, then
 * `w −= η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)`. At first m and v are 0.
 *
 * @param moments m and v before the step; undefined in the variable's first step
 * @returns the variable's new value, m and v
 * @see https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html
 */
export function adamWUpdate(
  value: tf.Tensor,
  gradient: tf.Tensor,
  moments: { mean: tf.Tensor; square: tf.Tensor } | undefined,
  { kept, meanShare, beta2, squareShare, rootCorrection, epsilon, stepSize }: AdamWFactors,
): { value: tf.Tensor; mean: tf.Tensor; square: tf.Tensor } {
  const mean = moments
    ? tf.add(moments.mean, tf.mul(tf.sub(gradient, moments.mean), meanShare))
    : tf.mul(gradient, meanShare);
  const newSquare = tf.mul(tf.square(gradient), squareShare);
  const square = moments ? tf.add(tf.mul(moments.square, beta2), newSquare) : newSquare;
  const root = tf.add(tf.div(tf.sqrt(square), rootCorrection), epsilon);
  return { value: tf.sub(tf.mul(value, kept), tf.mul(tf.div(mean, root), stepSize)), mean, square };
}
