import { startBackend } from '../backend/backend';
import type { Recipe } from '../loop/train-epoch';
import type { RunResult } from './finish';
import { runRecipe } from './loop';
import { type JobDefaults, type JobOptions, openRun, type RunPlace } from './run';

/** What a recipe hears of the run that it is for. */
export interface JobContext {
  /** Tells whoever waits for the run a line. */
  tell(line: string): void;
  /** Whether the run goes on from a checkpoint. It brings its weights, so none have to be read from elsewhere. */
  resumed: boolean;
}

/** How an option of a job is given on a command line; `imageSize` becomes `--image-size`. */
export interface JobOption {
  /** For the help: what the option is for, and its default. */
  text: string;
  /** What stands for the value in the help, `folder` for `--data <folder>`; left out for an option without a value. */
  value?: string;
  /** Whether the job cannot do without it. */
  required?: boolean;
  /** The values to choose from, where these are few. */
  choices?: readonly string[] | readonly number[];
  /** Makes the value of its text; without it, and without `choices` that are numbers, the text is the value. */
  read?: (text: string) => unknown;
}

/**
 * A training job: what is trained on what, and how. Its options are plain data (whatever `postMessage` can send), so that
 * a command, another thread or another process can run the same one.
 *
 * @typeParam Options decide what a run comes to: they are recorded, and a resumed run keeps them
 * @typeParam Reading say where and how the data is read: each process of a run may have others
 */
export interface Job<Options extends JobOptions = JobOptions, Reading extends object = object> {
  /** As the log and the command call it: `cifar100-lt`. */
  name: string;
  /** One line for people. */
  title: string;
  /** The job's own options on a command line; those of every job are there without. */
  options?: Readonly<Record<string, JobOption>>;
  /** Names of the options of `Reading`. */
  reading?: readonly string[];
  /** The options where nothing else is given. */
  defaults(given: Partial<Options>): JobDefaults<Options>;
  /** Name of a run's default folder, in `runs`. */
  folder(options: Options): string;
  /** The net, the data and how the one learns the other. */
  recipe(options: Options & Reading, context: JobContext): Recipe | Promise<Recipe>;
}

/**
 * Trains a job: starts a run, or goes on with one. It leaves a log, checkpoints, the classifier, its metrics and a report in
 * the run's folder.
 *
 * @param given options that differ from the job's defaults; where the data is; where the run goes
 * @throws Error where an option, the data or the backend does not serve, with what to do
 *
 * @example
 * ```ts
 * const { last } = await runJob(job, { data: 'cifar-100-binary.tar.gz', epochs: 20, beta: 1 });
 * console.log(last.accuracy.few);
 * ```
 */
export async function runJob<Options extends JobOptions, Reading extends object>(
  job: Job<Options, Reading>,
  given: Partial<Options> & Reading & RunPlace,
): Promise<RunResult> {
  const entries = Object.entries(given);
  const isReading = ([name]: [string, unknown]) => job.reading?.includes(name) ?? false;
  const reading = Object.fromEntries(entries.filter(isReading)) as Reading;
  const asked = Object.fromEntries(entries.filter((entry) => !isReading(entry))) as Partial<Options> &
    RunPlace;
  const run = await openRun<Options>({
    job: job.name,
    given: asked,
    defaults: job.defaults(asked),
    name: job.folder,
  });
  const backend = await startBackend(run.options.backend);
  run.progress.line(`Backend: ${backend.reason}`);
  const recipe = await job.recipe(
    { ...run.options, ...reading },
    { tell: (line) => run.progress.line(line), resumed: run.checkpoint !== undefined },
  );
  return runRecipe(run, backend, recipe);
}
