import { basename, join, resolve } from 'node:path';
import { resolveOptions } from '../../../options';
import { type StartedBackend, startBackend } from '../../backend/start-backend';
import { readLog } from '../../files/reading/read-log';
import { parseRunLog } from '../../log/parse-run-log';
import type { RunLog } from '../../log/run-log';
import { plural } from '../../log/words';
import type { Recipe } from '../../loop/train-epoch';
import { restoreWeights } from '../checkpoint';
import { assertRecordedOptions } from '../checkpoints/assert-recorded-options';
import { readRunCheckpoint } from '../checkpoints/read-run-checkpoint';
import { assertSameData } from '../checkpoints/run-data';
import { useCheckpoint } from '../checkpoints/use-checkpoint';
import type { Job, JobContext } from '../job';
import { checkOf } from '../job-options';
import { resolvedOptions } from '../open-run';
import { CheckpointError } from '../run-errors';
import { runFolder } from '../run-folder';
import { BestWeights } from '../selection/best-weights';
import type { FinetuneOptions } from './finetune-options';

/** The run that a second stage goes on from. */
export interface FirstStage {
  backend: StartedBackend;
  /** Its recipe, made again, whose net has the weights of the run's classifier. */
  recipe: Recipe;
}

/**
 * Reads the log of a finished run.
 *
 * @throws Error where the run is not finished, or is a second stage itself; RunLogError or FileError where the log cannot be read
 */
export async function finishedLog(path: string): Promise<RunLog> {
  const file = join(path, 'log.jsonl');
  const log = parseRunLog(await readLog(file), basename(resolve(path)), file);
  if (log.start.firstStage) {
    throw new Error(
      `${path} is a second stage itself, on ${log.start.firstStage.run}. Name that run: a second stage goes on from a first one.`,
    );
  }
  if (log.end) return log;
  const done = plural(log.epochs.length, 'epoch');
  throw new Error(
    `The run in ${path} is not finished: ${done} of ${log.start.epochs}. A second stage needs a finished one.`,
  );
}

/** The job of a run, among those of a program. */
export function jobOf(jobs: readonly Job[], { start }: RunLog, path: string): Job {
  const job = jobs.find(({ name }) => name === start.job);
  if (job) return job;
  const names = jobs.map(({ name }) => name).join(', ');
  throw new Error(`The run in ${path} is of the job ${start.job}, and this program has ${names} only.`);
}

/** The options that say how the data of a job is read, checked. */
export function readingOf({ options = {}, reading = [] }: Job, given: object): Record<string, unknown> {
  const specification = reading.map((name) => {
    const { required, ...option } = options[name]!;
    const check = { check: checkOf(option) };
    return [name, required ? check : { ...check, default: undefined }];
  });
  const resolved = resolveOptions(given, Object.fromEntries(specification)) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(resolved).filter(([, value]) => value !== undefined));
}

/**
 * Makes the recipe of a finished run again, by its recorded options, and gives its net the weights of the run's classifier.
 *
 * @param reading where and how the data is read
 * @throws CheckpointError where the run's checkpoint is missing or of no use; OtherDataError where the data is not the run's; and whatever
 * the recipe throws
 */
export async function openFirstStage(
  job: Job,
  path: string,
  { reading, backend: asked }: { reading: object } & Pick<FinetuneOptions, 'backend'>,
  { tell, signal }: Pick<JobContext, 'tell' | 'signal'>,
): Promise<FirstStage> {
  const folder = runFolder(path);
  const checkpoint = await readRunCheckpoint(folder);
  if (!checkpoint) throw new CheckpointError(folder.checkpoint, 'it is missing');
  await useCheckpoint(checkpoint, folder.previous, (each) => assertRecordedOptions(each, job));
  const { state } = checkpoint;
  const options = { ...resolvedOptions(job, state.options), ...reading };
  const data = await job.load?.(options, { tell });
  const backend = await startBackend(asked ?? options.backend);
  tell({ type: 'backend', name: backend.name, reason: backend.reason });
  const recipe = await job.recipe(options, { tell, resumed: true, data, signal });
  assertSameData(path, state, recipe);
  const { trainer } = recipe.net;
  const chooses = recipe.validation !== undefined && state.best !== null;
  restoreWeights(checkpoint, trainer, chooses);
  if (chooses && state.best!.epoch !== state.epoch) new BestWeights(trainer, checkpoint.tensors).restore();
  return { backend, recipe };
}
