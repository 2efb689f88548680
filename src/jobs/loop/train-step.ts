import * as tf from '@tensorflow/tfjs-core';
import type { AdamW, Sgd } from 'mbib/training';
import type { Net } from '../nets/build-net';
import type { LossContext } from '../nets/methods/method';
import { partsOfBatch } from './parts-of-batch';
import type { BatchGradients } from './replicas/replicas';
import { type StepBatch, tensorsOf, type WholeStep } from './step-batch';

/**
 * One update of the variables by a batch: computed at once, or where it has more images than `microBatch` in parts.
 *
 * @returns `[loss, number of correct predictions]`, which the caller frees. Of a mixed batch, a prediction is correct where it is the
 * class with the larger share
 * @throws RangeError where the batch is computed in parts, and the loss of the net's method is not made up of the losses of parts
 */
export function trainOnBatch(
  net: Net,
  optimizer: Sgd | AdamW,
  variables: tf.Variable[],
  batch: StepBatch,
  microBatch: number,
): tf.Tensor1D {
  return tf.tidy(() => {
    if (batch.labels.length > microBatch) {
      return trainStepInParts(net, optimizer, variables, batch, microBatch);
    }
    const { images, labels, context } = tensorsOf(batch);
    return trainStep(net, optimizer, variables, images, labels, context);
  });
}

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
  // Before the gradient is taken: a teacher learns nothing, and none of what it computes on the way is kept.
  const teacher = net.taught?.(images);
  const loss = optimizer.minimize(
    () => {
      const { loss, scores } = net.lossAndScores(images, labels, { ...context, teacher });
      correct = tf.keep(correctOf(scores, labels, context));
      return loss;
    },
    true,
    variables,
  )!;
  const result = tf.stack([loss, correct!]) as tf.Tensor1D;
  tf.dispose({ correct, teacher });
  return result;
}

/**
 * One update of the variables, by gradients that are added up over parts of the batch. Without batch normalisation, they are those of
 * the whole batch but for rounding. Returns `[loss, number of correct predictions]`.
 *
 * @param microBatch the most images of a part, at least 2; of 2, one part of an odd batch has three
 * @throws RangeError where the loss of the net's method is not made up of the losses of parts
 */
export function trainStepInParts(
  net: Net,
  optimizer: Sgd | AdamW,
  variables: tf.Variable[],
  batch: StepBatch,
  microBatch: number,
): tf.Tensor1D {
  const whole = wholeStep(net, batch);
  return applyGradients(optimizer, gradientsInParts(net, variables, batch, whole, microBatch));
}

/**
 * What the losses of the parts of a batch need to know of it.
 *
 * @param option what the message calls the option that cuts batches into parts
 * @throws RangeError where the loss of the net's method is not made up of the losses of parts
 */
export function wholeStep(net: Net, { labels, progress, mixed }: StepBatch, option?: string): WholeStep {
  const wholeOf = assertDecomposes(net, option);
  return {
    whole: wholeOf(labels, progress),
    ...(mixed && { wholeOfMixed: wholeOf(mixed.labels, progress) }),
  };
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

/**
 * Gradients that are added up over parts of a batch, with its loss. They outlast a `tf.tidy` around this.
 *
 * @param whole what {@link wholeStep} says of the batch, or of that which this is a part of
 * @param microBatch the most images of a part, at least 2; of 2, one part of an odd batch has three
 */
export function gradientsInParts(
  net: Net,
  variables: tf.Variable[],
  batch: StepBatch,
  whole: WholeStep,
  microBatch: number,
): BatchGradients {
  const sums = new Map<string, tf.Tensor>();
  let total: tf.Tensor | undefined;
  for (const part of partsOfBatch(batch, Math.ceil(batch.labels.length / microBatch))) {
    const sum: tf.Tensor = tf.tidy(() => {
      const { lossAndCorrect, gradients } = partOfStep(net, variables, part, whole);
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
 * What says what the loss of a part needs to know of the whole batch.
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

/**
 * The gradients of a part of a batch, by the names of the variables, and `[loss, number of correct predictions]`. Those of all parts
 * add up to those of the batch.
 *
 * @param part made by {@link sliceOfBatch}
 * @param whole what {@link wholeStep} says of the batch
 */
export function partOfStep(net: Net, variables: tf.Variable[], part: StepBatch, whole: WholeStep) {
  const { images, labels, context } = tensorsOf(part, whole);
  let correct: tf.Tensor | undefined;
  const teacher = net.taught?.(images);
  const { value, grads } = tf.variableGrads(() => {
    const { loss, scores } = net.lossAndScores(images, labels, { ...context, teacher });
    correct = tf.keep(correctOf(scores, labels, context));
    return loss;
  }, variables);
  const lossAndCorrect: tf.Tensor = tf.stack([value, correct!]);
  tf.dispose({ correct, teacher });
  // A variable that the loss does not depend on has none.
  const gradients = Object.fromEntries(Object.entries(grads).filter(([, gradient]) => gradient != null));
  return { lossAndCorrect, gradients };
}

/** How many of the samples have their greatest score in the column of their class, or where they are mixed of the class with the larger share. */
function correctOf(scores: tf.Tensor2D, labels: tf.Tensor1D, { mixed }: LossContext): tf.Tensor {
  const main = mixed && mixed.share < 0.5 ? mixed.labels : labels;
  return tf.sum(tf.cast(tf.equal(tf.argMax(scores, -1), main), 'float32'));
}
