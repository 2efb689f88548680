import type * as tf from '@tensorflow/tfjs-core';
import type { ClassCounts } from '../checks';
import type { Connection } from './connections';
import type { Reduction } from './loss-options';

/** The balanced softmax cross entropies (Eq. 4–7) of several heads with the same labels. */
export interface BalancedCrossEntropy {
  /** Class ids `[batch]` or `[batch, 1]`, or targets `[batch, classes]`. */
  labels: tf.Tensor;
  /** The weight of each head's cross entropy in the sum. */
  headWeights: readonly number[];
  /** Exponent of the class weights, Eq. 7. */
  m: number;
  /** Factor of the logarithms of the counts, Eq. 4. Left out, 1. */
  tau?: number | undefined;
  reduction: Reduction;
  /** What a mean divides by, where the samples are a part of a batch: the sum of the class weights of the whole batch. */
  wholeWeight?: number | undefined;
}

/** The self-distillations (Eq. 8) between pairs of heads. */
export interface SelfDistillation {
  /** Exponent of the class temperatures, Eq. 8. */
  gamma: number;
  connections: readonly Connection[];
  /** The size of the whole batch, where the samples are a part of one. */
  wholeSamples?: number | undefined;
}

/** The terms of a loss over several heads; at least one of the two is there. */
export interface ConnectedHeads {
  samplesPerClass: ClassCounts;
  crossEntropy?: BalancedCrossEntropy;
  distillation?: SelfDistillation;
}

/** A loss, and how the gradients of its inputs are computed. */
export interface LossWithGradient {
  value: tf.Tensor;
  /** Tensors that the gradient needs, to be kept until it is computed. */
  saved: tf.Tensor[];
  /** The gradient of each input. `upstream` has the shape of `value`; `saved` are the tensors that were kept. */
  gradient(upstream: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[];
}
