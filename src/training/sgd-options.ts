import type * as tf from '@tensorflow/tfjs-core';
import {
  assertBelowOne,
  assertBoolean,
  assertFunction,
  assertPositiveFloat,
  assertRate,
  reject,
} from '../checks';
import { type Resolved, resolveOptions } from '../options';
import { assertGroups, type ParameterGroup } from './parameter-groups';

/** Options of {@link sgd}, with the names and the meaning that they have in PyTorch's `torch.optim.SGD`. */
export interface SgdOptions {
  /** The learning rate, in 0..1e18. It can be changed between steps. */
  learningRate: number;
  /** The share of the velocity that is kept from step to step, at least 0 and less than 1. Default 0; the paper uses 0.9. */
  momentum?: number;
  /** How much of each variable is added to its gradient, in 0..1e18. Default 0; the paper uses 3e-4 on CIFAR-100-LT. */
  weightDecay?: number;
  /** Whether the momentum is Nesterov's; `momentum` must be above 0. Default false. */
  nesterov?: boolean;
  /**
   * Variables with a learning rate or a weight decay of their own. Default: none. To leave biases and batch normalisations without
   * weight decay: `[{ match: /\/(bias|gamma|beta)$/, weightDecay: 0 }]`.
   */
  groups?: readonly ParameterGroup[];
  /** The greatest norm, at least 1.2e-38, that the gradients of a step may have together; longer ones are shortened. Default: no limit. */
  clipNorm?: number;
  /**
   * Says of a variable whether weight decay applies to it. Default: it applies to every one, as in PyTorch.
   *
   * @deprecated use `groups`, which are saved with the model
   */
  decayed?: (variable: tf.Variable) => boolean;
}

/** The checks and defaults of {@link SgdOptions}. */
const sgdOptions = {
  learningRate: { check: assertRate },
  momentum: { check: assertBelowOne, default: 0 },
  weightDecay: { check: assertRate, default: 0 },
  nesterov: { check: assertBoolean, default: false },
  groups: { check: assertGroups, default: [] as readonly ParameterGroup[] },
  clipNorm: { check: assertPositiveFloat, default: undefined },
  decayed: { check: assertDecayed, default: undefined },
} as const;

/** Checks the options and fills in the defaults; throws where an option is missing, unknown or out of range. */
export function resolveSgdOptions(options: SgdOptions): Resolved<typeof sgdOptions> {
  const resolved = resolveOptions(options, sgdOptions);
  if (resolved.nesterov && resolved.momentum === 0) {
    reject('options.momentum', 'be above 0 where nesterov is true', '0');
  }
  return resolved;
}

function assertDecayed(argument: string, value: (variable: tf.Variable) => boolean): void {
  assertFunction(argument, value, 'from a variable to true or false');
}
