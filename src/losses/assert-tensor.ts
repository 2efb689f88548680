import * as tf from '@tensorflow/tfjs-core';
import { assertInUse, rejectType, show } from '../checks';

/** Throws unless `value` is a tensor that has not been disposed, and not a symbolic one of tfjs-layers, which has no values. */
export function assertTensor(argument: string, value: unknown): asserts value is tf.Tensor {
  // tfjs defines `instanceof` by what a value can do, so that a tensor of another copy of tfjs-core is one, too.
  if (!(value instanceof tf.Tensor)) rejectType(argument, 'be a tensor', show(value));
  assertInUse(argument, value);
}
