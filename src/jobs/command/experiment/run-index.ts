import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ExperimentRun } from '../../experiment/expand';
import { InterruptedError } from '../../run/interrupt';
import type { Job } from '../../run/job';
import { FolderInUseError } from '../../run/lock/folder-in-use-error';
import { assertNotInUse } from '../../run/lock/run-lock';
import { FolderTakenError, NoRunError } from '../../run/run-errors';
import { runFolder } from '../../run/run-folder';
import { runJob } from '../../run/run-job';
import { explain } from '../explain';
import { addressOfProgram } from '../start-of';
import { tellTerminal } from '../telling/tell-terminal';
import { printLine } from '../terminal/print';
import { isFinished } from './complete-run';

const PAUSE_MILLISECONDS = 1000;

/** Where and how one run is trained. */
export interface IndexPlaces {
  job: Job;
  out: string;
  /** Whether the folder is taken from a process that cannot be seen from here. */
  takesOver: boolean;
}

/**
 * Trains one run in this process: it is started, gone on with, or found finished. While another process has it, its end is waited for.
 *
 * @throws FolderInUseError where a process has it that cannot be seen from here
 * @throws InterruptedError after Ctrl-C, SIGTERM or SIGHUP; Error with advice where the training fails
 */
export async function runIndex(run: ExperimentRun, { job, out, takesOver }: IndexPlaces): Promise<void> {
  const folder = runFolder(join(out, run.folder));
  // Where more replicas than one start.
  const program = addressOfProgram();
  for (let waits = false; ; ) {
    if (await isFinished(run, job, folder.path)) {
      printLine(`Run ${run.index} (${run.folder}) is finished.`);
      return;
    }
    try {
      await assertNotInUse(folder.path);
      const options = { ...run.options, out: folder.path, resume: existsSync(folder.log) };
      await runJob(job, options, { tell: tellTerminal(), ...(program && { program }) });
    } catch (error) {
      if (error instanceof FolderTakenError || error instanceof NoRunError) continue;
      if (!(error instanceof FolderInUseError)) throw told(error, job);
      if (!error.isAlive && !takesOver)
        throw new Error(
          `${error.message} Or call it with --take-over, where what starts these processes says that it has ended.`,
        );
      if (!error.isAlive) {
        await rm(error.file, { force: true });
        continue;
      }
      if (!waits)
        printLine(
          `Run ${run.index} (${run.folder}) is under way in process ${error.pid}: waiting for its end.`,
        );
      waits = true;
      await setTimeout(PAUSE_MILLISECONDS);
    }
  }
}

function told(error: unknown, job: Job): Error {
  if (!(error instanceof InterruptedError)) return new Error(explain(error, job, false), { cause: error });
  const message = `${error.message} The same command goes on with it.`;
  return new InterruptedError(error.signal, { message, resumable: false });
}
