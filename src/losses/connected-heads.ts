import type * as tf from '@tensorflow/tfjs-core';
import type { ClassCounts } from '../checks';
import type { Connection } from './connections';
import type { Reduction } from './loss-options';

/** Balanced softmax cross entropies (Eq. 4–7) of several heads against the same labels. */
export interface BalancedCrossEntropy {
  /** Class ids `[batch]`, `[batch, 1]` or targets `[batch, classes]`. */
  labels: tf.Tensor;
  /** Weight of each head's cross entropy. */
  headWeights: readonly number[];
  /** Exponent of the class weights. */
  m: number;
  reduction: Reduction;
}

/** Variational self-distillations (Eq. 8) between heads. */
export interface SelfDistillation {
  /** Exponent of the class temperatures. */
  gamma: number;
  connections: readonly Connection[];
}

/** The terms that make up a loss over connected heads; at least one. */
export interface ConnectedHeads {
  samplesPerClass: ClassCounts;
  crossEntropy?: BalancedCrossEntropy;
  distillation?: SelfDistillation;
}

/** A loss, and what leads from it to the gradients of its inputs. */
export interface LossWithGradient {
  value: tf.Tensor;
  /** Tensors that have to live until the gradient is taken. */
  saved: tf.Tensor[];
  /** One gradient an input, for an upstream gradient of the shape of `value`. */
  gradient(upstream: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[];
}
