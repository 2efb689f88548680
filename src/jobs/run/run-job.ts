import { assertFunction } from '../../checks';
import { resolveOptions } from '../../options';
import { type StartedBackend, startBackend } from '../backend/start-backend';
import type { Recipe } from '../loop/train-epoch';
import { untilInterrupted } from './endings/until-interrupted';
import type { RunResult } from './finish-run';
import { type Interrupt, watchInterrupt } from './interrupt';
import type { Job, JobOptions, RunPlace } from './job';
import { openRun, type Run, recordedOptions } from './open-run';
import type { Tell } from './run-events';
import { runRecipe } from './run-recipe';

/** How a run is followed. */
export interface RunListener {
  /** Hears how the run goes, see `RunEvent`. Left out, the run says nothing. */
  tell?: Tell;
}

/**
 * Trains a job: starts a run, or goes on with one. It leaves a log, checkpoints, the classifier, its metrics and a report in
 * the run's folder. It prints nothing: `tell` hears how it goes.
 *
 * @param job what is trained on what, and how
 * @param given plain data: options that differ from the job's defaults, where the data is, and where the run goes: `out`, and
 * `resume` to go on with the run that is there
 * @param listener its `tell` hears how the run goes
 * @returns the run's folder, the accuracy after its last and after its best epoch, and the seconds that it took
 * @throws TypeError where an option is unknown, missing or of another type; RangeError where its value does not fit
 * @throws FolderInUseError, FolderTakenError, NoRunError, OtherOptionError, UnreadOptionError, OtherDataError, CheckpointError or
 * RunLogError where the run cannot start, or go on, as asked; Error where the backend cannot start or the folder cannot be read
 * @throws DivergedError where the loss is not finite; UnreadableImageError or NoImagesError where images cannot be read;
 * RunStoppedError where a file cannot be written; InterruptedError after Ctrl-C, SIGTERM or SIGHUP; and whatever the recipe throws
 *
 * @example
 * ```ts
 * import { type Job, runJob } from 'mbib/jobs';
 *
 * declare const job: Job;
 * const { path, last } = await runJob(job, { method: 'bib', epochs: 20, out: 'runs/bib' });
 * console.log(path, last.accuracy.few);
 * ```
 */
export async function runJob<Options extends JobOptions, Reading extends object, Data = unknown>(
  job: Job<Options, Reading, Data>,
  given: Partial<Options> & Reading & RunPlace,
  listener: RunListener = {},
): Promise<RunResult> {
  const { tell } = resolveOptions(listener, listenerOptions, 'listener');
  const interrupt = watchInterrupt();
  let run: Run<Options, Reading> | undefined;
  try {
    run = await openRun<Options, Reading>(job, given, tell);
    const { backend, recipe } = await untilInterrupted(prepare(job, run, interrupt), interrupt, run);
    return await runRecipe(run, backend, recipe, {}, interrupt);
  } finally {
    interrupt.dispose();
    await run?.lock.release();
    tell({ type: 'end' });
  }
}

/** Reads the data, starts the backend and makes the recipe. */
async function prepare<Options extends JobOptions, Reading extends object>(
  job: Job<Options, Reading>,
  run: Run<Options, Reading>,
  { aborted }: Interrupt,
): Promise<{ backend: StartedBackend; recipe: Recipe }> {
  const { checkpoint, tell } = run;
  const { microBatch, epochs } = run.options;
  const options = { ...run.options, ...run.reading };
  const data = await job.load?.(options, { tell });
  const backend = await startBackend(options.backend);
  tell({ type: 'backend', name: backend.name, reason: backend.reason });
  const resumed = checkpoint !== undefined;
  const recipe = await job.recipe(options, { tell, resumed, data, signal: aborted });
  const parts = microBatch === undefined ? {} : { microBatch };
  return { backend, recipe: { ...recipe, ...batchesOf(run.options), ...parts, epochs } };
}

/** How a recipe chooses and mixes its images where the options say so; a recipe of its own keeps what it has. */
function batchesOf(options: JobOptions): Pick<Recipe, 'sampling' | 'mixing'> {
  const recorded = recordedOptions(options);
  const { sampler, inARow, mix, mixAlpha, remixKappa, remixTau } = options;
  return {
    ...('sampler' in recorded && { sampling: { sampler, inARow } }),
    ...('mix' in recorded && { mixing: { mix, mixAlpha, remixKappa, remixTau } }),
  };
}

const listenerOptions = {
  tell: {
    check: (argument: string, value: Tell) => assertFunction(argument, value, 'that hears events'),
    default: () => {},
  },
} as const;
