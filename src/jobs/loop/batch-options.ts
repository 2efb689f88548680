import {
  assertFinite,
  assertOneOf,
  assertPositive,
  assertShare,
  reject,
  show,
  wholeNumberFrom,
} from '../../checks';
import { type Sampling, samplerNames } from '../data/order/epoch-order';
import { type Mixing, mixDefaults, mixNames } from './mix-batch';

/** What decides which images a step learns from, and how they are mixed: options of every job. */
export type BatchOptions = Sampling & Mixing;

/** The value of every option of {@link BatchOptions}. */
export type ResolvedBatchOptions = { [Name in keyof BatchOptions]-?: NonNullable<BatchOptions[Name]> };

/** How {@link Sampling} is read. */
export const samplingOptions = {
  sampler: oneOf(samplerNames),
  inARow: { check: wholeNumberFrom(1), default: undefined },
} as const;

/** How {@link Mixing} is read. */
export const mixingOptions = {
  mix: oneOf(mixNames),
  mixAlpha: { check: assertPositive, default: undefined },
  remixKappa: { check: assertRatio, default: undefined },
  remixTau: { check: assertShare, default: undefined },
} as const;

/** How {@link BatchOptions} are read. */
export const batchOptions = { ...samplingOptions, ...mixingOptions } as const;

/** Their names. */
export const batchOptionNames = Object.keys(batchOptions) as readonly (keyof BatchOptions)[];

/** Their values where nothing is given. */
export const batchDefaults: ResolvedBatchOptions = {
  sampler: 'uniform',
  inARow: 4,
  mix: 'none',
  ...mixDefaults,
};

/** An option that another one of the same run makes useless. */
export interface UselessOption {
  /** Its name. */
  option: string;
  /** Name of the option that decides it. */
  by: string;
  /** The value of that. */
  value: string;
}

/** The options that have no effect with the others: the figures of a sampler or of a mixing that is not used. */
export function uselessBatchOptions({ sampler, mix }: ResolvedBatchOptions): UselessOption[] {
  const useless: UselessOption[] = [];
  if (sampler !== 'class-aware') useless.push({ option: 'inARow', by: 'sampler', value: sampler });
  if (mix === 'none') useless.push({ option: 'mixAlpha', by: 'mix', value: mix });
  if (mix !== 'remix') {
    useless.push({ option: 'remixKappa', by: 'mix', value: mix });
    useless.push({ option: 'remixTau', by: 'mix', value: mix });
  }
  return useless;
}

/** An option that is one of some names. */
function oneOf<Name extends string>(names: readonly Name[]) {
  return {
    check: (argument: string, value: Name) => assertOneOf(argument, value, names),
    default: undefined,
  };
}

function assertRatio(argument: string, value: number): void {
  assertFinite(argument, value);
  if (value < 1) reject(argument, 'be at least 1', show(value));
}
