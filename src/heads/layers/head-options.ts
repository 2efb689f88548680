import {
  assertNotNegative,
  assertOneOf,
  assertPositiveFloat,
  assertScale,
  reject,
  rejectType,
  show,
  sizeFrom,
  wholeNumberFrom,
} from '../../checks';
import { type Resolved, resolveOptions } from '../../options';

/** The constants of the batch normalisation behind a pooled tap or behind z (the neck). */
export interface Neck {
  /** Added to the variance before its square root is divided by, at least 1.2e-38. Default 1e-5. */
  epsilon?: number;
  /**
   * Momentum of the running statistics: `running = momentum · running + (1 − momentum) · batch`. Default 0.9, which is
   * PyTorch's 0.1.
   */
  momentum?: number;
}

/**
 * The constants of the heads' batch normalisation where none are given: PyTorch's, which the paper's figures come from.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { neckDefaults } from 'mbib';
 * const neck = tf.layers.batchNormalization({ ...neckDefaults, momentum: 0.99 });
 * ```
 */
export const neckDefaults = {
  /** Added to the variance, so that a constant feature is not divided by zero. */
  epsilon: 1e-5,
  /** Share of the running statistics that stays at each step. */
  momentum: 0.9,
} as const;

/** A classifier whose logits are `cosine · cos(features, weights of the class)`, without a bias. */
export interface CosineClassifier {
  /** The scale of the cosines, in 1e-18..1e18. Papers take 16 to 30. */
  cosine: number;
}

/** Options of the heads. The defaults are the paper's: with ResNet-32 the net has the 486,016 parameters of its Table 6. */
export interface HeadOptions {
  /** Number of classes K, at least 2. */
  classes: number;
  /** Width of the representation z, at least 1. Default: the width of the deepest tap. */
  zWidth?: number;
  /**
   * Constants of the batch normalisation behind every pooled tap and behind z, or `false` for no normalisation. Default
   * `{ epsilon: 1e-5, momentum: 0.9 }`, which are PyTorch's.
   */
  neck?: Neck | false;
  /**
   * The classifier of every head: `'linear'`, the paper's fully connected layer with a bias, or `{ cosine: scale }`. Default
   * `'linear'`.
   */
  classifier?: 'linear' | CosineClassifier;
  /** Seed of the heads' initial weights, a whole number of at least 0. Without it they differ from call to call. */
  seed?: number;
  /**
   * What the names of the heads' layers start with, so that two sets of heads can be in one model. Default `'mbib'`: the layers are
   * `mbib_v1_neck`, `mbib_v1_classifier`, …, `mbib_z_dense`, `mbib_z_neck`, `mbib_z_classifier`.
   */
  name?: string;
}

/** The checks and defaults of {@link HeadOptions}. */
export const headOptions = {
  classes: { check: sizeFrom(2) },
  zWidth: { check: sizeFrom(1), default: undefined },
  neck: { check: assertNeck, default: {} },
  classifier: { check: assertClassifier, default: 'linear' },
  seed: { check: wholeNumberFrom(0), default: undefined },
  name: { check: assertName, default: 'mbib' },
} as const;

/** Options of the heads that have been checked. */
export type ResolvedHeadOptions = Resolved<typeof headOptions>;

const neckOptions = {
  epsilon: { check: assertPositiveFloat, default: neckDefaults.epsilon },
  momentum: { check: assertMomentum, default: neckDefaults.momentum },
} as const;

/** The constants of a neck, with the defaults for those that are left out. */
export function resolveNeck(neck: Neck): Required<Neck> {
  return resolveOptions(neck, neckOptions, 'options.neck');
}

function assertMomentum(argument: string, value: number): void {
  assertNotNegative(argument, value);
  if (value > 1) reject(argument, 'be at most 1', show(value));
}

function assertNeck(argument: string, value: Neck | false): void {
  if (value !== false && (typeof value !== 'object' || value === null)) {
    rejectType(argument, 'be false or { epsilon, momentum }', show(value));
  }
  resolveNeck(value || {});
}

function assertClassifier(argument: string, value: 'linear' | CosineClassifier): void {
  if (typeof value === 'string') assertOneOf(argument, value, ['linear']);
  else if (typeof value !== 'object' || value === null) {
    rejectType(argument, "be 'linear' or { cosine: scale }", show(value));
  } else resolveOptions(value, { cosine: { check: assertScale } }, argument);
}

/** tfjs-layers takes a layer's name apart at the slashes. */
function assertName(argument: string, value: string): void {
  if (typeof value !== 'string' || !/^[\w.-]+$/.test(value)) {
    rejectType(argument, 'be letters, digits, dots, hyphens and underscores', show(value));
  }
}
