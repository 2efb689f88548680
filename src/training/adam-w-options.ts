import { assertBelowOne, assertPositiveFloat, assertRate } from '../checks';
import { type Resolved, resolveOptions } from '../options';
import { assertGroups, type ParameterGroup } from './parameter-groups';

/** Options of {@link adamW}, with the meaning and the defaults that they have in PyTorch's `torch.optim.AdamW`. */
export interface AdamWOptions {
  /** The learning rate, in 0..1e18; PyTorch's default is 1e-3. It can be changed between steps. */
  learningRate: number;
  /** The share of the mean gradient that is kept from step to step, at least 0 and less than 1. Default 0.9. */
  beta1?: number;
  /** The share of the mean squared gradient that is kept from step to step, at least 0 and less than 1. Default 0.999. */
  beta2?: number;
  /**
   * What is added to the root of the mean squared gradient, at least 1.2e-38. Default 1e-8. A device whose WebGL has 16-bit numbers only
   * takes that for 0: give 1e-4 there.
   */
  epsilon?: number;
  /** The share of each variable, times the learning rate, that a step takes off it; in 0..1e18. Default 0.01. */
  weightDecay?: number;
  /** Variables with a learning rate or a weight decay of their own. Default: none. */
  groups?: readonly ParameterGroup[];
  /** The greatest norm, at least 1.2e-38, that the gradients of a step may have together; longer ones are shortened. Default: no limit. */
  clipNorm?: number;
}

/** The checks and defaults of {@link AdamWOptions}. */
const adamWOptions = {
  learningRate: { check: assertRate },
  beta1: { check: assertBelowOne, default: 0.9 },
  beta2: { check: assertBelowOne, default: 0.999 },
  epsilon: { check: assertPositiveFloat, default: 1e-8 },
  weightDecay: { check: assertRate, default: 0.01 },
  groups: { check: assertGroups, default: [] as readonly ParameterGroup[] },
  clipNorm: { check: assertPositiveFloat, default: undefined },
} as const;

/** Checks the options and fills in the defaults; throws where an option is missing, unknown or out of range. */
export function resolveAdamWOptions(options: AdamWOptions): Resolved<typeof adamWOptions> {
  return resolveOptions(options, adamWOptions);
}
