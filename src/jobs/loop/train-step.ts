import * as tf from '@tensorflow/tfjs-core';
import type { AdamW, Sgd } from 'mbib/training';
import type { Net } from '../nets/build-net';
import type { LossContext } from '../nets/methods/method';

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

/** A batch that is computed in parts. */
interface BatchInParts {
  /** `[batch, height, width, channels]`, or features `[batch, width]`. */
  images: tf.Tensor;
  /** Class ids, `[batch]`. */
  labels: Int32Array;
  /** The most images of a part, at least 2. Parts are as equal as can be, because batch normalisation normalises within each. */
  microBatch: number;
  /** The share of the training's epochs that are done. */
  progress: number;
}

/**
 * One update of the variables, by gradients that are added up over parts of the batch. Without batch normalisation, they are those of
 * the whole batch but for rounding. Returns `[loss, number of correct predictions]`.
 *
 * @throws RangeError where the loss of the net's method is not made up of the losses of parts
 */
export function trainStepInParts(
  net: Net,
  optimizer: Sgd | AdamW,
  variables: tf.Variable[],
  { images, labels, microBatch, progress }: BatchInParts,
): tf.Tensor1D {
  const context = { whole: assertDecomposes(net)(labels), progress };
  const sums = new Map<string, tf.Tensor>();
  let total: tf.Tensor | undefined;
  // Of one image, batch normalisation knows no variance: two at least, where there are two.
  const parts = Math.max(1, Math.min(Math.ceil(labels.length / microBatch), Math.floor(labels.length / 2)));
  const bound = (part: number) => Math.floor((part * labels.length) / parts);
  for (let at = 0; at < parts; at++) {
    const start = bound(at);
    const part = labels.subarray(start, bound(at + 1));
    const sum = tf.tidy(() => {
      const partImages = tf.slice(images, start, part.length);
      const { lossAndCorrect, gradients } = partOfStep(
        net,
        variables,
        partImages,
        tf.tensor1d(part),
        context,
      );
      for (const [name, gradient] of Object.entries(gradients)) {
        const before = sums.get(name);
        sums.set(name, tf.keep(before ? tf.add(before, gradient) : gradient));
        before?.dispose();
      }
      return total ? tf.add(total, lossAndCorrect) : lossAndCorrect;
    });
    total?.dispose();
    total = sum;
  }
  optimizer.applyGradients(Object.fromEntries(sums));
  tf.dispose([...sums.values()]);
  return total as tf.Tensor1D;
}

/**
 * What the loss of a part needs to know of the whole batch.
 *
 * @throws RangeError where the loss of the net's method is not made up of the losses of parts
 */
export function assertDecomposes({ wholeBatch, method }: Net): NonNullable<Net['wholeBatch']> {
  if (wholeBatch) return wholeBatch;
  throw new RangeError(
    `microBatch must be left out for ${method}: its loss is not made up of the losses of parts of a batch`,
  );
}

/** The gradients of a part of a batch, by the variables' names, and `[loss, number of correct predictions]`. Called inside a tidy. */
export function partOfStep(
  net: Net,
  variables: tf.Variable[],
  images: tf.Tensor,
  labels: tf.Tensor1D,
  context: LossContext,
) {
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
