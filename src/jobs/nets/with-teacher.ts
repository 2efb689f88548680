import * as tf from '@tensorflow/tfjs-core';
import { assertFunction } from '../../checks';
import type { Net } from './build-net';
import type { MethodName } from './methods';

/**
 * A trained net that another one learns from.
 *
 * @param images what the net that learns is given in a training step, `[batch, height, width, channels]`: augmented, and mixed where
 * they are
 * @returns class probabilities `[batch, K]`, or other numbers whose logarithms are logits; whoever calls frees them
 */
export type Teacher = (images: tf.Tensor) => tf.Tensor2D;

/**
 * A net that learns from a teacher, for a method that needs one. `trainEpoch` and the other parts of the loop ask the teacher in every step,
 * outside of the gradient, about the images of the step or of the part of it that is computed.
 *
 * @param net its models and its weights are those of the result
 * @param teacher is asked in the same order as the net learns; it has to compute as in a prediction
 * @returns the net with its teacher; `dispose` frees the net alone
 * @throws TypeError where `teacher` is no function
 *
 * @example
 * ```ts
 * import type * as tf from '@tensorflow/tfjs-core';
 * import { buildNet, smallConvnet, withTeacher } from 'mbib/jobs';
 *
 * const stages = ['stage1', 'stage2', 'stage3'];
 * const task = { samplesPerClass: [90, 9], seed: 0 };
 * const { classifier } = buildNet('bsce', smallConvnet({ seed: 0 }), stages, task); // trained before
 * const net = buildNet('dive', smallConvnet({ seed: 1 }), stages, task);
 * const taught = withTeacher(net, (images) => classifier.predictOnBatch(images) as tf.Tensor2D);
 * ```
 */
export function withTeacher<Name extends string = MethodName>(net: Net<Name>, teacher: Teacher): Net<Name> {
  assertFunction('teacher', teacher, 'from images to probabilities');
  const taught = (images: tf.Tensor) => tf.tidy(() => logitsOf(teacher(images))) as tf.Tensor2D;
  // A copy by its properties: some of a net's models are made when they are asked for.
  return Object.create(Object.getPrototypeOf(net), {
    ...Object.getOwnPropertyDescriptors(net),
    taught: { value: taught, enumerable: true },
  });
}

/** The logarithm of the smallest number that float32 has with all its digits. */
const LEAST = Math.log(2 ** -126);

/**
 * Logits of probabilities: their logarithms, as a softmax does not change by a constant that is added to all of a row. A probability that
 * has become 0 counts as the smallest normal number. It is the logarithm that is bounded: half floats have no such number.
 */
function logitsOf(probabilities: tf.Tensor2D): tf.Tensor2D {
  return tf.maximum(tf.log(probabilities), LEAST);
}
