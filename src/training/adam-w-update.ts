import * as tf from '@tensorflow/tfjs-core';

/** The factors of a step, which are the same for all variables of a group. */
export interface AdamWFactors {
  /** The same as numbers. */
  numbers: AdamWNumbers;
  kept: tf.Scalar;
  meanShare: tf.Scalar;
  beta2: tf.Scalar;
  squareShare: tf.Scalar;
  rootCorrection: tf.Scalar;
  epsilon: tf.Scalar;
  stepSize: tf.Scalar;
}

/** The factors of a step as numbers. */
export interface AdamWNumbers {
  /** What is left of a variable after weight decay, `1 − η·λ`. */
  kept: number;
  /** `1 − β₁` */
  meanShare: number;
  beta2: number;
  /** `1 − β₂` */
  squareShare: number;
  /** `√(1 − β₂ᵗ)` in step t */
  rootCorrection: number;
  epsilon: number;
  /** `η / (1 − β₁ᵗ)` in step t */
  stepSize: number;
}

/** The factors of a step, from the numbers that they are. Called inside a tidy. */
export function adamWFactors(numbers: AdamWNumbers): AdamWFactors {
  const { kept, meanShare, beta2, squareShare, rootCorrection, epsilon, stepSize } = numbers;
  return {
    numbers,
    kept: tf.scalar(kept),
    meanShare: tf.scalar(meanShare),
    beta2: tf.scalar(beta2),
    squareShare: tf.scalar(squareShare),
    rootCorrection: tf.scalar(rootCorrection),
    epsilon: tf.scalar(epsilon),
    stepSize: tf.scalar(stepSize),
  };
}

/** The kernel with which `mbib/accelerate` computes an update in one pass, with the same rounding; where it is registered. */
const ADAM_W_UPDATE = 'AdamWUpdate';

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
  factors: AdamWFactors,
): { value: tf.Tensor; mean: tf.Tensor; square: tf.Tensor } {
  if (gradient.dtype === 'float32' && tf.getKernel(ADAM_W_UPDATE, tf.getBackend())) {
    const inputs = { value, gradient, ...moments };
    const [moved, mean, square] = tf
      .engine()
      .runKernel(ADAM_W_UPDATE, inputs, { ...factors.numbers }) as unknown as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    return { value: moved, mean, square };
  }
  const { kept, meanShare, beta2, squareShare, rootCorrection, epsilon, stepSize } = factors;
  const mean = moments
    ? tf.add(moments.mean, tf.mul(tf.sub(gradient, moments.mean), meanShare))
    : tf.mul(gradient, meanShare);
  const newSquare = tf.mul(tf.square(gradient), squareShare);
  const square = moments ? tf.add(tf.mul(moments.square, beta2), newSquare) : newSquare;
  const root = tf.add(tf.div(tf.sqrt(square), rootCorrection), epsilon);
  return { value: tf.sub(tf.mul(value, kept), tf.mul(tf.div(mean, root), stepSize)), mean, square };
}
