import type * as tf from '@tensorflow/tfjs-core';
import { assertNotNegative } from '../checks';

/** Options of {@link sgd}, named and meant as in PyTorch's `torch.optim.SGD`. */
export interface SgdOptions {
  /** Step size, at least 0. It can be changed between steps. */
  learningRate: number;
  /** Share of the velocity kept from step to step, 0 ≤ momentum < 1. Default 0; the paper uses 0.9. */
  momentum?: number;
  /** Multiple of each variable added to its gradient, at least 0. Default 0; the paper uses 3e-4 on CIFAR-100-LT. */
  weightDecay?: number;
  /** Looks ahead along the velocity; needs momentum. Default false. */
  nesterov?: boolean;
  /**
   * Whether weight decay applies to a variable. Default: to every one, as in PyTorch. To spare biases and batch norms:
   * `({ shape }) => shape.length > 1`; to choose by name: `({ name }) => name.endsWith('/kernel')`.
   */
  decayed?: (variable: tf.Variable) => boolean;
}

const KNOWN = ['learningRate', 'momentum', 'weightDecay', 'nesterov', 'decayed'];

/** The options with their defaults; throws where one is missing, unknown or out of range. */
export function resolveSgdOptions(options: SgdOptions): Required<SgdOptions> {
  if (options === null || typeof options !== 'object') {
    throw new TypeError(`options must be an object such as { learningRate: 0.1 }, got ${options}`);
  }
  for (const key of Object.keys(options)) {
    if (!KNOWN.includes(key)) throw new TypeError(`options.${key} is unknown; known: ${KNOWN.join(', ')}`);
  }
  const { learningRate, momentum = 0, weightDecay = 0, nesterov = false, decayed = () => true } = options;
  assertNotNegative('learningRate', learningRate);
  assertNotNegative('momentum', momentum);
  if (momentum >= 1) throw new RangeError(`momentum must be less than 1, got ${momentum}`);
  assertNotNegative('weightDecay', weightDecay);
  if (typeof nesterov !== 'boolean') throw new TypeError(`nesterov must be true or false, got ${nesterov}`);
  if (nesterov && momentum === 0) throw new RangeError('nesterov needs a momentum above 0, got 0');
  if (typeof decayed !== 'function') {
    throw new TypeError(`decayed must be a function from a variable to true or false, got ${decayed}`);
  }
  return { learningRate, momentum, weightDecay, nesterov, decayed };
}
