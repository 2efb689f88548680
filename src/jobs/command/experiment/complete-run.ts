import { existsSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { show } from '../../../checks';
import type { ExperimentRun } from '../../experiment/expand';
import { batchDefaults } from '../../loop/batch-options';
import type { Job } from '../../run/job';
import { FolderInUseError } from '../../run/lock/folder-in-use-error';
import { assertNotInUse } from '../../run/lock/run-lock';
import { recordedOptions, resolveJobOptions } from '../../run/open-run';
import type { Tell } from '../../run/run-events';
import { runFolder } from '../../run/run-folder';
import { TrainingError, trainApart } from '../apart/train-apart';
import { runLogOf } from './run-log-of';

/** Where and how runs are trained. */
export interface RunPlaces {
  job: Job;
  /** Folder of the experiment. */
  out: string;
  /** What Node is started with for each run: a program that ends in `runCommand`. */
  program: string;
  /** Stops runs; they leave a checkpoint. */
  signal: AbortSignal;
  /**
   * Whether a folder is taken from a process that cannot be seen from here: where a queue has given the run to this one, that process has
   * ended, or has lost the run.
   */
  takesOver?: boolean;
}

/** What came of a run: it is finished now, was so before, or another process has it. */
export type Completion = 'finished' | 'was finished' | 'busy';

/** A process that is killed this often in a row without having come further will be killed again: memory is short, say. */
const MOST_KILLS = 10;

/** Errors of a process that came upon another one at the same folder. */
const MEETINGS = new Set(['FolderInUseError', 'FolderTakenError', 'NoRunError']);

/**
 * Trains a run to its end in a process of its own: it is started, or gone on with where its folder holds a beginning. A finished run is
 * not touched. Where the process is killed, another one goes on.
 *
 * @param tell hears how the run goes
 * @throws TrainingError where the training fails; Error named AbortError where it was stopped
 */
export async function completeRun(run: ExperimentRun, places: RunPlaces, tell: Tell): Promise<Completion> {
  const { job, out, program, signal } = places;
  const folder = runFolder(join(out, run.folder));
  let kills = 0;
  for (let trained = false, reached = -1; ; ) {
    if (await isFinished(run, job, folder.path)) return trained ? 'finished' : 'was finished';
    if (await isTaken(folder.path, places.takesOver ?? false)) return 'busy';
    const now = await stat(folder.checkpoint).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    if (now !== reached) kills = 0;
    reached = now;
    signal.throwIfAborted();
    const options = { ...run.options, out: folder.path, resume: existsSync(folder.log) };
    try {
      await trainApart({ job: job.name, options }, { program, tell, signal });
      trained = true;
    } catch (error) {
      if (!(error instanceof TrainingError) || signal.aborted) throw error;
      if (MEETINGS.has(error.errorName ?? '')) return 'busy';
      const wasKilled = error.endedBy !== null || error.errorName === 'InterruptedError';
      if (!wasKilled || ++kills >= MOST_KILLS) throw error;
      trained = true;
    }
  }
}

/**
 * Whether the folder holds the finished run, by the last line of its log.
 *
 * @throws Error where it is a run with other options
 */
export async function isFinished(run: ExperimentRun, job: Job, path: string): Promise<boolean> {
  const log = await runLogOf(path, run.folder);
  if (!log?.end) return false;
  const expected = recordedOptions(resolveJobOptions(withoutReading(job), readingLeftOut(job, run.options)));
  const recorded = log.start.options;
  // An earlier version may not have recorded an option that there was not yet.
  const isKnown = (name: string) => Object.hasOwn(recorded, name) || Object.hasOwn(run.options, name);
  const names = [...new Set([...Object.keys(expected), ...Object.keys(recorded)])].filter(isKnown);
  // What a run has by default is recorded where it was asked for.
  const isDefault = (name: string) =>
    expected[name] === undefined && recorded[name] === batchDefaults[name as keyof typeof batchDefaults];
  const other = names.find(
    (name) => name !== 'backend' && expected[name] !== recorded[name] && !isDefault(name),
  );
  if (other === undefined) return true;
  throw new Error(
    `${path} holds a finished run with ${other} ${show(recorded[other])}, not ${show(expected[other])}: choose another folder with --out`,
  );
}

/** Where data lies does not tell runs apart. */
function readingLeftOut(job: Job, options: ExperimentRun['options']): object {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !job.reading?.includes(name)));
}

function withoutReading(job: Job): Job {
  const own = Object.entries(job.options ?? {}).filter(([name]) => !job.reading?.includes(name));
  return { ...job, options: Object.fromEntries(own) };
}

async function isTaken(path: string, takesOver: boolean): Promise<boolean> {
  try {
    await assertNotInUse(path);
    return false;
  } catch (error) {
    if (!(error instanceof FolderInUseError)) throw error;
    if (!takesOver || error.isAlive) return true;
    // A process that still writes there finds its lock gone, and stops before it writes again.
    await rm(error.file, { force: true });
    return false;
  }
}
