import * as tf from '@tensorflow/tfjs-core';
import type { LossWithGradient } from '../connected-heads';
import { isRecorded } from './is-recorded';
import { withoutGradient } from './without-gradient';

const FIRST_ONLY =
  "mbib's losses have first derivatives only: the gradient of a loss cannot be differentiated again. " +
  'Where a gradient is to count as a constant, compute it outside of tf.grad, and pass it in.';

/**
 * A loss as one operation with a gradient of its own. It needs tfjs-core only, and no gradient that another package registers. To
 * differentiate that gradient again throws an Error.
 *
 * @param inputs the tensors that have a gradient
 * @param compute the loss of the inputs, and how their gradients are computed
 */
export function customLoss(
  inputs: tf.Tensor[],
  compute: (inputs: tf.Tensor[]) => LossWithGradient,
): tf.Tensor {
  const loss = tf.customGrad((...args) => {
    const save = args.pop() as tf.GradSaveFunc;
    const { value, saved, gradient } = compute(args as tf.Tensor[]);
    save(saved);
    const gradFunc = (upstream: tf.Tensor, saved: tf.Tensor[]) => {
      const gradients = gradient(upstream, saved);
      // Inside of another gradient only, which may be asked for of these.
      if (!isRecorded()) return gradients;
      return gradients.map((each) => withoutGradient(each, [upstream, ...inputs], FIRST_ONLY));
    };
    return { value, gradFunc };
  });
  return tf.tidy(() => loss(...inputs));
}
