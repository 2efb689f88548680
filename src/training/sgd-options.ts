import type * as tf from '@tensorflow/tfjs-core';
import { assertBoolean, assertFunction, assertNotNegative, reject, show } from '../checks';
import { resolveOptions } from '../options';

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

/** How {@link SgdOptions} are read. */
const sgdOptions = {
  learningRate: { check: assertNotNegative },
  momentum: { check: assertMomentum, default: 0 },
  weightDecay: { check: assertNotNegative, default: 0 },
  nesterov: { check: assertBoolean, default: false },
  decayed: { check: assertDecayed, default: () => true },
} as const;

/** The options with their defaults; throws where one is missing, unknown or out of range. */
export function resolveSgdOptions(options: SgdOptions): Required<SgdOptions> {
  const resolved = resolveOptions(options, sgdOptions);
  if (resolved.nesterov && resolved.momentum === 0) {
    reject('options.momentum', 'be above 0 where nesterov is true', '0');
  }
  return resolved;
}

function assertMomentum(argument: string, value: number): void {
  assertNotNegative(argument, value);
  if (value >= 1) reject(argument, 'be less than 1', show(value));
}

function assertDecayed(argument: string, value: (variable: tf.Variable) => boolean): void {
  assertFunction(argument, value, 'from a variable to true or false');
}
