import * as tf from '@tensorflow/tfjs-core';

/**
 * The gradient of `tf.sum`, with the ones that spread it over the input made by a kernel where the data lives. The
 * stock gradient makes them in JavaScript and uploads them, once for each sum, and keeps the result longer.
 */
export const sumGradient: tf.GradConfig = {
  kernelName: tf.Sum,
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attributes) => {
    const { axis } = attributes as unknown as tf.SumAttrs;
    return { x: () => spread(dy as tf.Tensor, x!, axis) };
  },
};

/** The gradient of `tf.mean`: as {@link sumGradient}, and divided by the number of elements before it is spread. */
export const meanGradient: tf.GradConfig = {
  kernelName: tf.Mean,
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attributes) => {
    const { axis } = attributes as unknown as tf.MeanAttrs;
    const elements = x!.size / (dy as tf.Tensor).size;
    return { x: () => spread(tf.div(dy as tf.Tensor, elements), x!, axis) };
  },
};

function spread(values: tf.Tensor, x: tf.Tensor, axis: number | number[]): tf.Tensor {
  const reduced = tf.util.parseAxisParam(axis, x.shape);
  const shape = x.shape.map((size, dimension) => (reduced.includes(dimension) ? 1 : size));
  return tf.mul(tf.reshape(values, shape), tf.fill(x.shape, 1, 'float32'));
}
