import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { awaited, type ExperimentRun } from '../../experiment/expand';
import type { Job } from '../../run/job';
import { FolderInUseError } from '../../run/lock/folder-in-use-error';
import { assertNotInUse } from '../../run/lock/run-lock';
import type { Tell } from '../../run/run-events';
import { runFolder } from '../../run/run-folder';
import { TrainingError, trainApart } from '../apart/train-apart';
import { isFinished } from './is-finished';
import { requestOf } from './request-of';

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

/** What came of a run: it is finished now, was so before, another process has it, or the run that it goes on from or learns from is not finished. */
export type Completion = 'finished' | 'was finished' | 'busy' | 'early';

/** Hears how a run goes. */
export interface RunHearer {
  /** Called once, before anything of the run is done here; again where another process was faster and the run comes back here. */
  started(): void;
  tell: Tell;
}

/** A process that is killed this often in a row without having come further will be killed again: memory is short, say. */
const MOST_KILLS = 10;

/**
 * Trains a run to its end in a process of its own: it is started, or gone on with where its folder holds a beginning. A finished run is
 * not touched. Where the process is killed, another one goes on.
 *
 * @throws TrainingError where the training fails; Error named AbortError where it was stopped
 */
export async function completeRun(
  run: ExperimentRun,
  places: RunPlaces,
  { started, tell }: RunHearer,
): Promise<Completion> {
  const { job, out, program, signal } = places;
  const folder = runFolder(join(out, run.folder));
  let kills = 0;
  for (let trained = false, reached = -1; ; ) {
    if (await isFinished(run, job, out)) return trained ? 'finished' : 'was finished';
    const before = awaited(run);
    if (before && !(await isFinished(before, job, out))) return 'early';
    const holder = await holderOf(folder.path, places.takesOver ?? false);
    if (holder && !holder.isAlive) tell({ type: 'note', text: waitingText(holder) });
    if (holder) return 'busy';
    const now = await stat(folder.checkpoint).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    if (now !== reached) kills = 0;
    reached = now;
    signal.throwIfAborted();
    if (!trained) started();
    try {
      await trainApart(requestOf(run, job, out), { program, tell, signal });
      trained = true;
    } catch (error) {
      if (!(error instanceof TrainingError) || signal.aborted) throw error;
      if (error.isMeeting) return 'busy';
      const wasKilled = error.endedBy !== null || error.errorName === 'InterruptedError';
      if (!wasKilled || ++kills >= MOST_KILLS) throw error;
      trained = true;
    }
  }
}

/** Who else has a folder; undefined where nobody has, or it is taken over. */
async function holderOf(path: string, takesOver: boolean): Promise<FolderInUseError | undefined> {
  try {
    await assertNotInUse(path);
    return undefined;
  } catch (error) {
    if (!(error instanceof FolderInUseError)) throw error;
    if (!takesOver || error.isAlive) return error;
    // A process that still writes there finds its lock gone, and stops before it writes again.
    await rm(error.file, { force: true });
    return undefined;
  }
}

function waitingText({ message }: FolderInUseError): string {
  return `${message} This run is waited for. Or call it with --take-over, where all earlier processes of this experiment have ended.`;
}
