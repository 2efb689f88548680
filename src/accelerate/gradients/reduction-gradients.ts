import * as tf from '@tensorflow/tfjs-core';

/**
 * The gradient of `tf.sum`: each element of the input gets the upstream gradient of the sum that it is in. The ones that
 * repeat a gradient over its elements are made by a kernel of the backend. The stock gradient makes them in JavaScript and
 * uploads them, once for each sum, and keeps the result longer.
 */
export const sumGradient: tf.GradConfig = {
  kernelName: tf.Sum,
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attributes) => {
    const { axis } = attributes as unknown as tf.SumAttrs;
    return { x: () => spread(dy as tf.Tensor, x!, axis) };
  },
};

/** The gradient of `tf.mean`: that of the sum, {@link sumGradient}, divided by the number of elements. */
export const meanGradient: tf.GradConfig = {
  kernelName: tf.Mean,
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attributes) => {
    const { axis } = attributes as unknown as tf.MeanAttrs;
    const elements = x!.size / (dy as tf.Tensor).size;
    return { x: () => spread(tf.div(dy as tf.Tensor, elements), x!, axis) };
  },
};

/** Repeats `values`, a tensor of what `x` was reduced to over `axis`, to the shape of `x`. */
function spread(values: tf.Tensor, x: tf.Tensor, axis: number | number[]): tf.Tensor {
  const reduced = tf.util.parseAxisParam(axis, x.shape);
  const shape = x.shape.map((size, dimension) => (reduced.includes(dimension) ? 1 : size));
  return tf.mul(tf.reshape(values, shape), tf.fill(x.shape, 1, 'float32'));
}
