import * as tf from '@tensorflow/tfjs-core';

/** Gradients as an optimizer takes them: an object with the names of the variables as keys, or a list of `{ name, tensor }`. */
export type Gradients = Parameters<tf.Optimizer['applyGradients']>[0];

/**
 * Finds the variable of each gradient. A variable whose gradient is null is left out, as in PyTorch one whose gradient is None.
 *
 * @throws RangeError where there is no variable of a name, or the gradient has another shape than its variable
 */
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
