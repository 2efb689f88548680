import * as tf from '@tensorflow/tfjs-core';

/** The factors of a step, which are the same for all variables of a group. */
export interface SgdFactors {
  /** The same as numbers; the weight decay is 0 where there is none. */
  rates: { learningRate: number; weightDecay: number; momentum: number };
  learningRate: tf.Scalar;
  /** Undefined where it is 0. */
  weightDecay: tf.Scalar | undefined;
  momentum: tf.Scalar;
}

/** The factors of a step, from the numbers that they are. Called inside a tidy. */
export function sgdFactors(rates: SgdFactors['rates']): SgdFactors {
  const { learningRate, weightDecay, momentum } = rates;
  return {
    rates,
    learningRate: tf.scalar(learningRate),
    weightDecay: weightDecay > 0 ? tf.scalar(weightDecay) : undefined,
    momentum: tf.scalar(momentum),
  };
}

/** A variable before a step, and how it is to be updated. */
export interface SgdUpdate {
  value: tf.Tensor;
  gradient: tf.Tensor;
  /** The velocity before the step; undefined in the variable's first step. */
  velocity: tf.Tensor | undefined;
  decays: boolean;
  hasMomentum: boolean;
  nesterov: boolean;
}

/** The kernel with which `mbib/accelerate` computes an update in one pass, with the same rounding; where it is registered. */
const SGD_UPDATE = 'SgdUpdate';

/**
 * PyTorch's update without dampening: `g += λ·w`, `v = μ·v + g` (at first `v = g`), `w −= η·v`, or with Nesterov's
 * momentum `w −= η·(g + μ·v)`.
 *
 * @returns the variable's new value, and its new velocity where there is momentum
 * @see https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html
 */
export function sgdUpdate(
  update: SgdUpdate,
  factors: SgdFactors,
): { value: tf.Tensor; velocity: tf.Tensor | undefined } {
  const { value, gradient, velocity, decays, hasMomentum, nesterov } = update;
  if (hasMomentum && gradient.dtype === 'float32' && tf.getKernel(SGD_UPDATE, tf.getBackend())) {
    return inOnePass(update, factors);
  }
  const { learningRate, weightDecay, momentum } = factors;
  const slope = decays && weightDecay ? tf.add(gradient, tf.mul(value, weightDecay)) : gradient;
  if (!hasMomentum) return { value: tf.sub(value, tf.mul(slope, learningRate)), velocity: undefined };
  const moved = velocity ? tf.add(tf.mul(velocity, momentum), slope) : slope;
  const direction = nesterov ? tf.add(slope, tf.mul(moved, momentum)) : moved;
  return { value: tf.sub(value, tf.mul(direction, learningRate)), velocity: moved };
}

function inOnePass({ value, gradient, velocity, decays, nesterov }: SgdUpdate, { rates }: SgdFactors) {
  const inputs = { value, gradient, ...(velocity && { velocity }) };
  const attributes = { ...rates, weightDecay: decays ? rates.weightDecay : 0, nesterov };
  const moved = tf.engine().runKernel(SGD_UPDATE, inputs, attributes) as unknown as [tf.Tensor, tf.Tensor];
  return { value: moved[0], velocity: moved[1] };
}
