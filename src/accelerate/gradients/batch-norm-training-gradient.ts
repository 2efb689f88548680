import * as tf from '@tensorflow/tfjs-core';
import { BATCH_NORM_TRAINING, BATCH_NORM_TRAINING_GRADIENT } from '../kernel-names';

/** The gradient of the kernel `BatchNormTraining`, batch normalisation by the statistics of the batch itself. */
export const batchNormTrainingGradient: tf.GradConfig = {
  kernelName: BATCH_NORM_TRAINING,
  inputsToSave: ['x', 'scale'],
  outputsToSave: [false, true, true],
  gradFunc: (dys, saved, attributes) => {
    const [x, scale, mean, variance] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const dy = (dys as tf.Tensor[])[0]!;
    // Inside the function of another gradient, this one may be differentiated itself.
    const recorded = tf.engine().state.gradientDepth > 0;
    const [dx, dscale, doffset] = recorded
      ? differentiableGradient(dy, x, scale, attributes.varianceEpsilon as number)
      : (tf
          .engine()
          .runKernel(
            BATCH_NORM_TRAINING_GRADIENT,
            { dy, x, mean, variance, scale },
            attributes,
          ) as tf.Tensor[]);
    return { x: () => dx!, scale: () => dscale!, offset: () => doffset! };
  },
};

/**
 * What the kernel `BatchNormTrainingGradient` computes, by operations that have gradients themselves. Mean and variance are
 * computed from `x` again, so that the gradient goes through them too.
 */
function differentiableGradient(dy: tf.Tensor, x: tf.Tensor, scale: tf.Tensor, epsilon: number) {
  const axes = x.shape.slice(1).map((_, axis) => axis);
  const rows = x.size / scale.size;
  const centred = tf.sub(x, tf.mean(x, axes));
  const inverseDeviation = tf.rsqrt(tf.add(tf.mean(tf.square(centred), axes), epsilon));
  const normalised = tf.mul(centred, inverseDeviation);
  const dscale = tf.sum(tf.mul(dy, normalised), axes);
  const doffset = tf.sum(dy, axes);
  const projected = tf.sub(tf.sub(dy, tf.div(doffset, rows)), tf.mul(normalised, tf.div(dscale, rows)));
  return [tf.mul(projected, tf.mul(scale, inverseDeviation)), dscale, doffset] as const;
}
