import * as tf from '@tensorflow/tfjs-core';
import type { AdamW, Sgd } from 'mbib/training';
import type { Net } from '../nets/build-net';
import type { LossContext } from '../nets/methods/method';
import type { BatchGradients } from './replicas';
import { partsOfBatch, type StepBatch, tensorOfImages } from './step-batch';

/** One update of the variables. Returns `[loss, number of correct predictions]`. */
export function trainStep(
  net: Net,
  optimizer: Sgd | AdamW,
  variables: tf.Variable[],
  images: tf.Tensor,
  labels: tf.Tensor1D,
  context: LossContext = {},
): tf.Tensor1D {
  let correct: tf.Tensor | undefined;
  const loss = optimizer.minimize(
    () => {
      const { loss, scores } = net.lossAndScores(images, labels, context);
      correct = tf.keep(correctOf(scores, labels));
      return loss;
    },
    true,
    variables,
  )!;
  const result = tf.stack([loss, correct!]) as tf.Tensor1D;
  tf.dispose(correct!);
  return result;
}

/**
 * One update of the variables, by gradients that are added up over parts of the batch. Without batch normalisation, they are those of
 * the whole batch but for rounding. Returns `[loss, number of correct predictions]`.
 *
 * @param microBatch the most images of a part, at least 2
 * @throws RangeError where the loss of the net's method is not made up of the losses of parts
 */
export function trainStepInParts(
  net: Net,
  optimizer: Sgd | AdamW,
  variables: tf.Variable[],
  batch: StepBatch,
  microBatch: number,
): tf.Tensor1D {
  const whole = assertDecomposes(net)(batch.labels, batch.progress);
  return applyGradients(optimizer, gradientsInParts(net, variables, batch, { whole, microBatch }));
}

/** Moves the variables, and frees the gradients. Returns `[loss, number of correct predictions]`. */
export function applyGradients(
  optimizer: Sgd | AdamW,
  { lossAndCorrect, gradients }: BatchGradients,
): tf.Tensor1D {
  optimizer.applyGradients(Object.fromEntries(gradients));
  tf.dispose([...gradients.values()]);
  return lossAndCorrect;
}

/** How the gradients of a batch are computed. */
export interface PartOptions {
  /** What the loss needs to know of the whole batch, of which this may be a part. */
  whole: NonNullable<LossContext['whole']>;
  /** The most images that are computed at once, at least 2. */
  microBatch: number;
}

/** Gradients that are added up over parts of a batch, with its loss. They outlast a `tf.tidy` around this. */
export function gradientsInParts(
  net: Net,
  variables: tf.Variable[],
  batch: StepBatch,
  { whole, microBatch }: PartOptions,
): BatchGradients {
  const context = { whole, progress: batch.progress };
  const sums = new Map<string, tf.Tensor>();
  let total: tf.Tensor | undefined;
  for (const part of partsOfBatch(batch, Math.ceil(batch.labels.length / microBatch))) {
    const sum: tf.Tensor = tf.tidy(() => {
      const { lossAndCorrect, gradients } = partOfStep(net, variables, part, context);
      for (const [name, gradient] of Object.entries(gradients)) {
        const before = sums.get(name);
        sums.set(name, tf.keep(before ? tf.add(before, gradient) : gradient));
        before?.dispose();
      }
      return tf.keep(total ? tf.add(total, lossAndCorrect) : lossAndCorrect);
    });
    total?.dispose();
    total = sum;
  }
  return { lossAndCorrect: total as tf.Tensor1D, gradients: sums };
}

/**
 * What the loss of a part needs to know of the whole batch.
 *
 * @param option what the message calls the option that cuts batches into parts
 * @throws RangeError where the loss of the net's method is not made up of the losses of parts
 */
export function assertDecomposes(
  { wholeBatch, method }: Pick<Net, 'wholeBatch' | 'method'>,
  option = 'microBatch',
): NonNullable<Net['wholeBatch']> {
  if (wholeBatch) return wholeBatch;
  throw new RangeError(
    `${option} must be left out for ${method}: its loss is not made up of the losses of parts of a batch`,
  );
}

/** The gradients of a part of a batch, by the variables' names, and `[loss, number of correct predictions]`. Called inside a tidy. */
export function partOfStep(net: Net, variables: tf.Variable[], part: StepBatch, context: LossContext) {
  const [images, labels] = [tensorOfImages(part), tf.tensor1d(part.labels)];
  let correct: tf.Tensor | undefined;
  const { value, grads } = tf.variableGrads(() => {
    const { loss, scores } = net.lossAndScores(images, labels, context);
    correct = tf.keep(correctOf(scores, labels));
    return loss;
  }, variables);
  const lossAndCorrect: tf.Tensor = tf.stack([value, correct!]);
  tf.dispose(correct!);
  // A variable that the loss does not depend on has none.
  const gradients = Object.fromEntries(Object.entries(grads).filter(([, gradient]) => gradient != null));
  return { lossAndCorrect, gradients };
}

/** How many of the samples have their greatest score in the column of their class. */
function correctOf(scores: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor {
  return tf.sum(tf.cast(tf.equal(tf.argMax(scores, -1), labels), 'float32'));
}
