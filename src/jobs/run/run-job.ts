import { assertFunction } from '../../checks';
import { resolveOptions } from '../../options';
import { startBackend } from '../backend/start-backend';
import type { RunResult } from './finish-run';
import type { Job, JobOptions, RunPlace } from './job';
import { openRun } from './open-run';
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
 * @param options plain data: options that differ from the job's defaults; where the data is; where the run goes
 * @param listener who hears how it goes
 * @throws TypeError where an option is unknown, missing or of another type; RangeError where its value does not fit
 * @throws Error where the folder, the data or the backend does not serve, or the training diverges; classes with data, see
 * their names
 *
 * @example
 * ```ts
 * const { last } = await runJob(job, { data: 'cifar-100-binary.tar.gz', epochs: 20, beta: 1 });
 * console.log(last.accuracy.few);
 * ```
 */
export async function runJob<Options extends JobOptions, Reading extends object>(
  job: Job<Options, Reading>,
  options: Partial<Options> & Reading & RunPlace,
  listener: RunListener = {},
): Promise<RunResult> {
  const { tell } = resolveOptions(listener, listenerOptions, 'listener');
  try {
    const run = await openRun<Options, Reading>(job, options, tell);
    const backend = await startBackend(run.options.backend);
    tell({ type: 'backend', name: backend.name, reason: backend.reason });
    const resumed = run.checkpoint !== undefined;
    const recipe = await job.recipe({ ...run.options, ...run.reading }, { tell, resumed });
    return await runRecipe(run, backend, recipe);
  } finally {
    tell({ type: 'end' });
  }
}

const listenerOptions = {
  tell: {
    check: (argument: string, value: Tell) => assertFunction(argument, value, 'that hears events'),
    default: () => {},
  },
} as const;
