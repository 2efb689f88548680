import * as tf from '@tensorflow/tfjs-core';
import { mbibLoss } from 'mbib';
import { onGpu } from '../../support/backend';
import { appendixJ } from './appendix-j';
import { BETA, type Task } from './task';

/** Computes a loss and its gradients with respect to each of its logits: `[loss, ...gradients]`. */
export type LossAndGradients = () => tf.Tensor[];

/** MBIB as this library computes it. */
export function mbib({ labels, logits, samplesPerClass, gamma, tapWeights }: Task): LossAndGradients {
  return withGradients(
    (...heads) =>
      mbibLoss(labels, heads.slice(0, -1), heads.at(-1)!, samplesPerClass, {
        beta: BETA,
        gamma,
        tapWeights,
      }),
    logits,
  );
}

/** MBIB as the paper's listing computes it, once for each tap. */
export function mbibOfAppendixJ({
  labels,
  logits,
  samplesPerClass,
  gamma,
  tapWeights,
}: Task): LossAndGradients {
  return withGradients((...heads) => {
    const z = heads.pop() as tf.Tensor2D;
    const losses = heads.map((v, tap) =>
      tf.mul(
        appendixJ(labels, v as tf.Tensor2D, z, samplesPerClass, { beta: BETA, gamma }),
        tapWeights[tap]!,
      ),
    );
    return losses.reduce((a, b) => tf.add(a, b));
  }, logits);
}

/** The cross entropy of tfjs on the logits of one head, with the ids made one-hot as it wants them. */
export function softmaxCrossEntropy({ labels, logits, classes }: Task): LossAndGradients {
  return withGradients(
    (z) => tf.losses.softmaxCrossEntropy(tf.oneHot(labels, classes), z as tf.Tensor2D),
    logits.slice(-1),
  );
}

/** The least that any loss has to move: each logit read once, and each gradient written once. */
export function copyTwice({ logits }: Task): () => Promise<void> {
  const arrays = logits.map((tensor) => tensor.dataSync<'float32'>().slice());
  const copies = arrays.map((array) => new Float32Array(array.length));
  return async () => {
    for (let time = 0; time < 2; time++) {
      arrays.forEach((array, i) => {
        copies[i]!.set(array);
      });
    }
  };
}

function withGradients(loss: (...logits: tf.Tensor[]) => tf.Tensor, logits: tf.Tensor[]): LossAndGradients {
  const valueAndGrads = tf.valueAndGrads(loss as (...logits: tf.Tensor[]) => tf.Scalar);
  return () =>
    tf.tidy(() => {
      const { value, grads } = valueAndGrads(logits);
      return [value, ...grads];
    });
}

/**
 * Ends when all is computed. A GPU has only queued it by then, and works through its queue in order, so that what is read
 * has all before it: the loss and one gradient, whatever their number, so that reading costs each contestant the same.
 */
export async function finish(lossAndGradients: LossAndGradients): Promise<void> {
  const tensors = lossAndGradients();
  await Promise.all([tensors[0]!, ...(onGpu() ? tensors.slice(-1) : [])].map((tensor) => tensor.data()));
  tf.dispose(tensors);
}
