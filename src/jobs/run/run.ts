import { join } from 'node:path';
import type { BackendName } from '../backend/backend';
import { defaultLossOptions, type LossOptions, lossOptionsOf, type MethodName } from '../nets/methods';
import { type Checkpoint, readCheckpoint } from './checkpoint';
import { Progress } from './progress';
import { assertFolderFree, assertFolderHoldsRun, type RunFolder, runFolder } from './run-folder';
import type { RecordedOptions } from './run-state';

/** What every job can be told. */
export interface JobOptions extends LossOptions {
  /** What is trained: heads and loss. */
  method: MethodName;
  /** Length of the training. */
  epochs: number;
  /** Of the initial weights, the order of the images and their augmentation. */
  seed: number;
  /** What computes; `'auto'` takes the fastest one that starts. */
  backend: BackendName;
}

/** Where a run goes, and how it tells what it does. */
export interface RunPlace {
  /** The run's folder; by default one named after the job's options, in `runs`. */
  out?: string;
  /** Go on with the run in the folder. */
  resume?: boolean;
  /** Tells how the run goes; the terminal if left out. */
  progress?: Progress;
}

/** A run before its data is loaded: nothing is written yet. */
export interface Run<Options extends JobOptions = JobOptions> {
  job: string;
  folder: RunFolder;
  options: Options;
  checkpoint: Checkpoint | undefined;
  progress: Progress;
}

/** A job's defaults; a method's own stand in for the loss options that are left out. */
export type JobDefaults<Options extends JobOptions> = Omit<Options, keyof LossOptions> & Partial<LossOptions>;

/** Arguments of {@link openRun}. */
export interface OpenRunArguments<Options extends JobOptions> {
  job: string;
  /** What the caller asked for. */
  given: Partial<Options> & RunPlace;
  /** The job's own defaults. */
  defaults: JobDefaults<Options>;
  /** Name of the default folder. */
  name: (options: Options) => string;
}

/**
 * Decides the options and the folder of a run. A new run takes the defaults for what is not given; a resumed one takes
 * what it was started with, and refuses to go on with anything else.
 *
 * @throws Error where the folder is taken, holds no run to resume, or holds one with other options; where an option is
 *   given that the method does not read
 */
export async function openRun<Options extends JobOptions>({
  job,
  given: { out, resume = false, progress = new Progress(), ...asked },
  defaults,
  name,
}: OpenRunArguments<Options>): Promise<Run<Options>> {
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const options = resolve(given as Partial<Options>, defaults);
  const folder = runFolder(out ?? join('runs', name(options)));
  if (!resume) await assertFolderFree(folder.path);
  else await assertFolderHoldsRun(folder.path);
  const checkpoint = resume ? await readCheckpoint(folder.checkpoint) : undefined;
  if (!checkpoint) {
    assertOptionsOfMethod(options.method, given);
    return { job, folder, options, checkpoint, progress };
  }
  assertSameOptions(folder.path, checkpoint.state.options, given);
  const recorded = resolve(checkpoint.state.options as Partial<Options>, defaults);
  return { job, folder, options: recorded, checkpoint, progress };
}

/** The options that decide a run's outcome: those of other methods' losses are left out. */
export function recordedOptions(options: JobOptions): RecordedOptions {
  const unread = lossOptionNames.filter((name) => !lossOptionsOf[options.method].includes(name));
  const kept = Object.entries(options).filter(([name]) => !(unread as string[]).includes(name));
  return Object.fromEntries(kept);
}

const lossOptionNames = lossOptionsOf.mbib;

function resolve<Options extends JobOptions>(
  given: Partial<Options>,
  defaults: JobDefaults<Options>,
): Options {
  const chosen = { ...defaults, ...given };
  return { ...defaultLossOptions(chosen.method), ...chosen } as unknown as Options;
}

function assertOptionsOfMethod(method: MethodName, given: Record<string, unknown>): void {
  const unread = lossOptionNames.find((name) => name in given && !lossOptionsOf[method].includes(name));
  if (unread) throw new Error(`--${unread} has no effect with --method ${method}; leave it out.`);
}

function assertSameOptions(path: string, recorded: RecordedOptions, given: Record<string, unknown>): void {
  const differing = Object.entries(given).filter(
    ([name, value]) => recorded[name] !== value && !(name === 'backend' && value === 'auto'),
  );
  if (differing.length === 0) return;
  const [name, value] = differing[0]!;
  const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const was = name in recorded ? `${flag} ${recorded[name]}` : `no ${flag}`;
  throw new Error(
    `The run in ${path} was started with ${was}, not ${value}. ` +
      'Resume it with the options it has (those left out are taken from it), or start another with --out.',
  );
}
