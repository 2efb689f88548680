import { fileURLToPath } from 'node:url';
import { assertFunction, assertText, reject, show } from '../../checks';
import { resolveOptions } from '../../options';
import { type StartedBackend, startBackend } from '../backend/start-backend';
import { assertRecipe } from '../loop/assert-recipe';
import { fittingMicroBatch } from '../loop/fitting-micro-batch';
import { ReplicaError } from '../loop/replicas/replica-error';
import type { ThreadReplicas } from '../loop/replicas/thread-replicas';
import type { Recipe } from '../loop/train-epoch';
import { assertDecomposes } from '../loop/train-step';
import { untilInterrupted } from './endings/until-interrupted';
import type { RunResult } from './finish-run';
import { type Interrupt, watchInterrupt } from './interrupt';
import type { Job, JobOptions, RunPlace } from './job';
import { assertUsable } from './job-options';
import { openRun, type Run, recordedOptions } from './open-run';
import { replicaCount } from './replicas/replica-count';
import { replicaRequest } from './replicas/replica-request';
import { serveReplica } from './replicas/serve-replica';
import { startReplicas } from './replicas/start-replicas';
import type { Tell } from './run-events';
import { runRecipe } from './run-recipe';
import { findTeacher } from './teacher/find-teacher';
import { taughtBy } from './teacher/taught-by';

/** How a run is followed. */
export interface RunListener {
  /** Hears how the run goes, see `RunEvent`. Left out, the run says nothing. */
  tell?: Tell;
  /**
   * Address of the module that replicas start with in threads of their own, `import.meta.url` of the one that calls this. In such a
   * thread the module runs as it does here, and this call, or `runIfMain` or `runCommand`, makes the thread a replica instead of training. A call for
   * another job never resolves there: a module that trains several jobs one after the other must give each a module of its own. Needed for more
   * than one replica; `runIfMain` and `runCommand` know their own.
   */
  program?: string;
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
 * @throws FolderInUseError, FolderTakenError, NoRunError, OtherOptionError, UnreadOptionError, OtherDataError, OtherTeacherError, TeacherError,
 * CheckpointError or RunLogError where the run cannot start, or go on, as asked; Error where the backend cannot start or the folder cannot be read
 * @throws DivergedError where the loss is not finite; UnreadableImageError or NoImagesError where images cannot be read;
 * RunStoppedError where a file cannot be written; ReplicaError where a replica cannot start or ends; InterruptedError after Ctrl-C,
 * SIGTERM or SIGHUP; and whatever the recipe throws
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
  const { tell, program } = resolveOptions(listener, listenerOptions, 'listener');
  const request = replicaRequest();
  // The thread of another job's replica trains nothing, and has no result to go on with.
  if (request) return request.job === job.name ? serveReplica(request, [job]) : new Promise(() => {});
  const interrupt = watchInterrupt();
  const started: { replicas?: ThreadReplicas } = {};
  let run: Run<Options, Reading> | undefined;
  try {
    run = await openRun<Options, Reading>(job, given, tell);
    const { backend, recipe } = await untilInterrupted(
      prepare(job, run, interrupt, program, started),
      interrupt,
      run,
    );
    const { microBatch } = recipe;
    // What `auto` came to is recorded, so that a resumed run cuts its batches as this one does.
    const options = { ...run.options, ...(microBatch !== undefined && { microBatch }) };
    return await runRecipe({ ...run, options }, backend, recipe, {}, interrupt);
  } finally {
    await started.replicas?.end();
    interrupt.dispose();
    await run?.lock.release();
    tell({ type: 'end' });
  }
}

/** Reads the data, starts the backend, makes the recipe and starts its replicas. */
async function prepare<Options extends JobOptions, Reading extends object>(
  job: Job<Options, Reading>,
  run: Run<Options, Reading>,
  { aborted }: Interrupt,
  program: string | undefined,
  started: { replicas?: ThreadReplicas },
): Promise<{ backend: StartedBackend; recipe: Recipe }> {
  const { checkpoint, tell } = run;
  const { microBatch, epochs } = run.options;
  const options = { ...run.options, ...run.reading };
  await findTeacher(run as Run);
  if (!checkpoint) await assertUsable(job.options ?? {}, options);
  const data = await job.load?.(options, { tell });
  const backend = await startBackend(options.backend);
  tell({ type: 'backend', name: backend.name, reason: backend.reason });
  const resumed = checkpoint !== undefined;
  const given = await job.recipe(options, { tell, resumed, data, signal: aborted });
  const untaught = { ...given, ...batchesOf(run as Run), epochs };
  assertRecipe(untaught);
  const made = await taughtBy(run.teacherFolder, untaught);
  const count = replicaCount(options.replicas, { backend: backend.name, recipe: made, program });
  const recipe =
    microBatch === undefined ? made : { ...made, microBatch: await partSize(microBatch, made, count, tell) };
  // It decides what the run comes to, and is recorded: a resumed run has as many, on another machine, too.
  if (options.replicas === 'auto') run.options.replicas = count;
  if (count === 1) return { backend, recipe };
  const { teacherFolder: teacher } = run;
  const start = { program: program!, job: job.name, options, backend: backend.name, data, teacher };
  started.replicas = await startReplicas(count, recipe, start, aborted).catch((error) => {
    if (error instanceof ReplicaError) error.isSaved = resumed;
    throw error;
  });
  return { backend, recipe: { ...recipe, replicas: started.replicas } };
}

/**
 * The images that are computed at once by each replica; what `'auto'` comes to is told.
 *
 * @throws RangeError where a batch is to be cut into parts, and the loss of the method is not made up of theirs
 */
async function partSize(
  microBatch: number | 'auto',
  recipe: Recipe,
  replicas: number,
  tell: Tell,
): Promise<number> {
  const { net, batchSize } = recipe;
  if (microBatch !== 'auto') {
    if (microBatch < batchSize) assertDecomposes(net);
    return microBatch;
  }
  const most = Math.ceil(batchSize / replicas);
  // Of one image, as in batches of one, the option would be refused when the run goes on.
  const images = Math.max(2, await fittingMicroBatch({ ...recipe, batchSize: most }));
  const whole = replicas === 1 ? 'the whole batch of' : 'all of its';
  const what = images < most ? `${images} images of ${most}` : `${whole} ${most}`;
  const who = replicas === 1 ? '' : ` by each of ${replicas} replicas`;
  tell({ type: 'note', text: `Computed at once${who}: ${what}.` });
  return images;
}

/** How a recipe chooses and mixes its images where that was asked for; else it keeps what it has. */
function batchesOf({ options, chosen }: Run): Pick<Recipe, 'sampling' | 'mixing'> {
  const recorded = recordedOptions(options, chosen);
  const { sampler, inARow, mix, mixAlpha, remixKappa, remixTau } = options;
  return {
    ...('sampler' in recorded && { sampling: { sampler, inARow } }),
    ...('mix' in recorded && { mixing: { mix, mixAlpha, remixKappa, remixTau } }),
  };
}

/** Throws unless `value` is the address of a file. */
function assertProgram(argument: string, value: string): void {
  assertText(argument, value);
  try {
    fileURLToPath(value);
  } catch {
    reject(
      argument,
      'be the file: URL of the module that replicas start with, its import.meta.url',
      show(value),
    );
  }
}

const listenerOptions = {
  tell: {
    check: (argument: string, value: Tell) => assertFunction(argument, value, 'that hears events'),
    default: () => {},
  },
  program: { check: assertProgram, default: undefined },
} as const;
