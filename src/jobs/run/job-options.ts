import { assertBoolean, assertOneOf, reject, show, wholeNumberFrom } from '../../checks';
import type { Option } from '../../options';
import { backendNames } from '../backend/start-backend';
import { assertUint32 } from '../data/uint32';
import { lossOptions, methodNames } from '../nets/methods';

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
  /** Throws for a value that the option cannot have; its first argument is what the message calls the option. */
  // biome-ignore lint/suspicious/noExplicitAny: any type of option, each with its own.
  check?: (argument: string, value: any) => void;
}

/** What every job can be told; texts and defaults are the command's. */
export const commonOptions = {
  method: { check: (argument: string, value: never) => assertOneOf(argument, value, methodNames) },
  epochs: { check: wholeNumberFrom(1) },
  ...lossOptions,
  seed: { check: assertUint32 },
  backend: { check: (argument: string, value: never) => assertOneOf(argument, value, backendNames) },
} as const;

/** Where a run goes. */
const placeOptions = {
  out: { check: assertText, default: undefined },
  resume: { check: assertBoolean, default: false },
} as const;

// biome-ignore lint/suspicious/noExplicitAny: any type of option, each with its own.
type Specification = Readonly<Record<string, Option<any, unknown>>>;

/**
 * How the options of a run are read: those of every job and the job's own, any of which may be left out unless the job
 * requires it.
 *
 * @param own the job's
 */
export function runOptions(own: Readonly<Record<string, JobOption>>): Specification {
  const common = Object.entries(commonOptions).map(([name, option]) => [
    name,
    { ...option, default: undefined },
  ]);
  const ofJob = Object.entries(own).map(([name, option]) => {
    const check = { check: checkOf(option) };
    return [name, option.required ? check : { ...check, default: undefined }];
  });
  return { ...Object.fromEntries([...common, ...ofJob]), ...placeOptions };
}

/** What an option of a job may be. */
export function checkOf({ value, choices, check }: JobOption): (argument: string, value: never) => void {
  if (choices) {
    return (argument, chosen) => {
      if ((choices as readonly unknown[]).includes(chosen)) return;
      reject(argument, `be one of ${choices.map(show).join(', ')}`, show(chosen));
    };
  }
  return check ?? (value === undefined ? assertBoolean : () => {});
}

function assertText(argument: string, value: string): void {
  if (typeof value !== 'string' || value === '') reject(argument, 'be a path', show(value));
}
