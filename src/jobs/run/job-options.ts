import {
  assertBoolean,
  assertFinite,
  assertOneOf,
  assertText,
  reject,
  rejectType,
  show,
  wholeNumberFrom,
} from '../../checks';
import type { Specification } from '../../options';
import { backendNames } from '../backend/start-backend';
import { classifierFilesOptions } from '../classifier/classifier-files';
import { assertUint32 } from '../data/uint32';
import { batchOptions } from '../loop/batch-options';
import { lossOptions, type MethodName, methodNames } from '../nets/methods';
import { assertReplicas } from './replicas/replica-count';

/** An option of a job: what it may be, and how a command line names it (`imageSize` becomes `--image-size`). */
export interface JobOption {
  /** For the help: what the option is for, and its default. */
  text: string;
  /** What stands for the value in the help, `folder` for `--data <folder>`; left out for an option that is true or false. */
  value?: string;
  /** Whether the job cannot do without it. */
  required?: boolean;
  /** The values to choose from, where these are few. */
  choices?: readonly string[] | readonly number[];
  /** Whether the value is a number; a command line has only text. Choices say it themselves. */
  number?: boolean;
  /** A value for the examples of the help, where a usual call has the option. One that is required stands there anyway. */
  example?: string;
  /** A word that the value may be in place of a number. */
  word?: string;
  /**
   * Throws for a value that the option cannot have; its first argument is what the message calls the option. Left out, an option
   * with `choices` is one of them, one with `number` a finite number, one with another `value` a text that is not empty, and one
   * without `value` true or false.
   */
  // biome-ignore lint/suspicious/noExplicitAny: any type of option, each with its own.
  check?: (argument: string, value: any) => void;
  /**
   * Throws where what the value names, such as a file, cannot be used. It is called for a value that is given to a run that starts, before a
   * backend does; a run that goes on needs no such file, as its checkpoint has all that it brought.
   */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  assertUsable?: (value: any) => Promise<void>;
}

/** What every job can be told; texts and defaults are the command's. */
export const commonOptions = {
  method: { check: (argument: string, value: never) => assertOneOf(argument, value, methodNames) },
  epochs: { check: wholeNumberFrom(1) },
  microBatch: { check: assertMicroBatch },
  replicas: { check: assertReplicas },
  ...batchOptions,
  ...lossOptions,
  seed: { check: assertUint32 },
  backend: { check: (argument: string, value: never) => assertOneOf(argument, value, backendNames) },
} as const;

/** Where a run goes, what it leaves there, and where its teacher is. */
export const placeOptions = {
  out: { check: assertText, default: undefined },
  resume: { check: assertBoolean, default: false },
  otherArithmetic: { check: assertBoolean, default: false },
  ...classifierFilesOptions,
  teacher: { check: assertText, default: undefined },
} as const;

/**
 * How the options of a run are read: those of every job and the job's own, any of which may be left out unless the job
 * requires it.
 *
 * @param own the job's
 * @param ofMethods the methods that the job trains
 * @throws RangeError see {@link assertOwnNames}
 */
export function runOptions(
  own: Readonly<Record<string, JobOption>>,
  ofMethods: readonly MethodName[] = methodNames,
): Specification {
  assertOwnNames(own);
  const common = Object.entries(commonOptions).map(([name, option]) => [
    name,
    { ...option, default: undefined },
  ]);
  const ofJob = Object.entries(own).map(([name, option]) => {
    const check = { check: checkOf(option) };
    return [name, option.required ? check : { ...check, default: undefined }];
  });
  const method = {
    check: (argument: string, value: never) => assertOneOf(argument, value, ofMethods),
    default: undefined,
  };
  return { ...Object.fromEntries([...common, ...ofJob]), method, ...placeOptions };
}

/**
 * Checks that a job's own options have other names than those that every job has: one of the two would hide the other.
 *
 * @throws RangeError where it is not so
 */
export function assertOwnNames(own: Readonly<Record<string, JobOption>>): void {
  const ofEveryJob = { ...commonOptions, ...placeOptions };
  const taken = Object.keys(own).find((name) => Object.hasOwn(ofEveryJob, name));
  if (taken === undefined) return;
  reject("a job's own options", `have other names than ${Object.keys(ofEveryJob).join(', ')}`, taken);
}

/** What an option of a job may be. */
export function checkOf({
  value,
  choices,
  number,
  check,
}: JobOption): (argument: string, value: never) => void {
  if (check) return check;
  if (choices) return (argument, chosen) => assertOneOf(argument, chosen, choices as readonly never[]);
  if (number) return assertFinite;
  return value === undefined ? assertBoolean : assertText;
}

/** Throws where what an option of a job's own names cannot be used, see `assertUsable` of {@link JobOption}. */
export async function assertUsable(own: Readonly<Record<string, JobOption>>, options: object): Promise<void> {
  const values = new Map<string, unknown>(Object.entries(options));
  for (const [name, option] of Object.entries(own)) {
    const value = values.get(name);
    if (value !== undefined) await option.assertUsable?.(value);
  }
}

/** Throws unless `value` is `'auto'` or a whole number of at least 2: of one image, each channel is its own mean for batch norm. */
function assertMicroBatch(argument: string, value: number | 'auto'): void {
  if (value === 'auto') return;
  if (typeof value === 'number') wholeNumberFrom(2)(argument, value);
  else rejectType(argument, "be a whole number of at least 2, or 'auto'", show(value));
}
