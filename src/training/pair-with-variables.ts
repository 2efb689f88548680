import * as tf from '@tensorflow/tfjs-core';
import { assertObject } from '../checks';

/** Gradients as an optimizer takes them: an object with the names of the variables as keys, or a list of `{ name, tensor }`. */
export type Gradients = Parameters<tf.Optimizer['applyGradients']>[0];

/** A variable, and the gradient that it is to be updated by. */
export interface Pair {
  variable: tf.Variable;
  gradient: tf.Tensor;
}

/**
 * Finds the variable of each gradient. A variable whose gradient is null is left out, as in PyTorch one whose gradient is None.
 * All that can be wrong with a gradient is found here, before a step has moved the first variable.
 *
 * @throws RangeError where there is no variable of a name or it is not of dtype float32, or where the gradient has been disposed or
 * has another shape than its variable; TypeError where these are no gradients
 */
export function pairWithVariables(gradients: Gradients): Pair[] {
  assertObject(
    'gradients',
    gradients,
    'an object with the names of variables, or a list of { name, tensor }',
  );
  const list = Array.isArray(gradients)
    ? gradients
    : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
  return list
    .filter(({ tensor }) => tensor != null)
    .map(({ name, tensor: gradient }) => {
      const variable = tf.engine().registeredVariables[name];
      if (!variable) throw new RangeError(`gradients has '${name}', but there is no variable of that name`);
      assertFits(variable, gradient);
      return { variable, gradient };
    });
}

function assertFits({ name, dtype, shape }: tf.Variable, gradient: tf.Tensor): void {
  if (gradient.isDisposed) {
    throw new RangeError(`the gradient of '${name}' must be a tensor with values, got one that was disposed`);
  }
  if (!tf.util.arraysEqual(shape, gradient.shape)) {
    throw new RangeError(
      `the gradient of '${name}' must have the variable's shape [${shape}], got [${gradient.shape}]`,
    );
  }
  if (dtype !== 'float32')
    throw new RangeError(`the variable '${name}' must be of dtype float32, got ${dtype}`);
}
