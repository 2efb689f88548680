import * as tf from '@tensorflow/tfjs-core';

/** Gradients by the name of their variable, or a list of `{ name, tensor }`. */
export type Gradients = Parameters<tf.Optimizer['applyGradients']>[0];

/** Each gradient with its variable. Variables without a gradient are left out, as PyTorch skips a gradient of None. */
export function pairWithVariables(gradients: Gradients): { variable: tf.Variable; gradient: tf.Tensor }[] {
  const list = Array.isArray(gradients)
    ? gradients
    : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
  return list
    .filter(({ tensor }) => tensor != null)
    .map(({ name, tensor: gradient }) => {
      const variable = tf.engine().registeredVariables[name];
      if (!variable) throw new RangeError(`gradients has '${name}', but there is no variable of that name`);
      if (!tf.util.arraysEqual(variable.shape, gradient.shape)) {
        throw new RangeError(
          `the gradient of '${name}' must have the variable's shape [${variable.shape}], got [${gradient.shape}]`,
        );
      }
      return { variable, gradient };
    });
}
