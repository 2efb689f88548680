import * as tf from '@tensorflow/tfjs-core';
import {
  type BalancedCrossEntropy,
  type BalancedCrossEntropyState,
  balancedCrossEntropy,
  balancedCrossEntropyGradient,
} from './balanced-cross-entropy';
import type { HeadLayout } from './head-layout';
import {
  type SelfDistillation,
  selfDistillation,
  selfDistillationGradient,
  temperedSoftmax,
} from './self-distillation';
import { softmax } from './softmax';

/** The terms that make up a loss over connected heads; at least one. */
export interface ConnectedHeads {
  crossEntropy?: BalancedCrossEntropy;
  distillation?: SelfDistillation;
}

/**
 * The one operation behind every loss of this library: the sum of its terms, with its closed-form gradient. Works with
 * tfjs-core alone and needs no registered gradient. Arguments are taken as checked.
 */
export function connectedHeadsLoss(
  inputs: tf.Tensor[],
  layout: HeadLayout,
  heads: ConnectedHeads,
): tf.Tensor {
  const loss = tf.customGrad((...args) => {
    const save = args.pop() as tf.GradSaveFunc;
    const { value, saved } = forward(layout.stack(args as tf.Tensor[]), heads);
    save(saved);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => layout.unstack(backward(dy, saved, heads)),
    };
  });
  return tf.tidy(() => loss(...inputs));
}

function forward(logits: tf.Tensor3D, { crossEntropy, distillation }: ConnectedHeads) {
  const plain = crossEntropy && softmax(logits);
  const tempered = distillation && temperedSoftmax(logits, plain, distillation);
  const classified = crossEntropy && balancedCrossEntropy(plain!, crossEntropy);
  const distilled = distillation && selfDistillation(tempered!, distillation);
  return {
    value: total(classified?.value, distilled),
    saved: [...(tempered ? [tempered.p] : []), ...(classified?.state ?? [])],
  };
}

function backward(dy: tf.Tensor, saved: tf.Tensor[], { crossEntropy, distillation }: ConnectedHeads) {
  const [tempered, ...state] = distillation ? saved : [undefined, ...saved];
  const distilled = distillation && selfDistillationGradient(dy, tempered as tf.Tensor3D, distillation);
  const classified =
    crossEntropy && balancedCrossEntropyGradient(dy, state as BalancedCrossEntropyState, crossEntropy);
  return total(classified, distilled);
}

function total<T extends tf.Tensor>(...terms: (T | undefined)[]): T {
  return terms.filter((term) => term !== undefined).reduce((a, b) => tf.add(a, b));
}
