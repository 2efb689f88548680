import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { shownName } from '../../data/text/quoted';
import type { ExperimentRun } from '../../experiment/expand';
import { InterruptedError } from '../../run/interrupt';
import type { Job } from '../../run/job';
import { FolderInUseError } from '../../run/lock/folder-in-use-error';
import { assertNotInUse } from '../../run/lock/run-lock';
import { FolderTakenError, NoRunError } from '../../run/run-errors';
import { runFolder } from '../../run/run-folder';
import { doJob } from '../apart/do-job';
import { explain } from '../explain';
import { addressOfProgram } from '../start-of';
import { tellTerminal } from '../telling/tell-terminal';
import { printLine } from '../terminal/print';
import { isFinished } from './is-finished';
import { requestOf } from './request-of';

const PAUSE_MILLISECONDS = 1000;

/** Where and how one run is trained. */
export interface IndexPlaces {
  job: Job;
  out: string;
  /** Whether the folder is taken from a process that cannot be seen from here. */
  takesOver: boolean;
  /** Whether a process that cannot be seen from here is waited for. */
  waits?: boolean;
}

/**
 * Trains one run in this process: it is started, gone on with, or found finished. While another process has it, its end is waited for. A
 * run that goes on from another one has that one finished first, in this process where no other has it.
 *
 * @throws FolderInUseError where a process has it that cannot be seen from here
 * @throws InterruptedError after Ctrl-C, SIGTERM or SIGHUP; Error with advice where the training fails
 */
export async function runIndex(run: ExperimentRun, places: IndexPlaces): Promise<void> {
  const { job, out, takesOver } = places;
  const folder = runFolder(join(out, run.folder));
  const { first } = run;
  if (first && !(await isFinished(run, job, out))) {
    printLine(`Run ${run.index} (${run.folder}) goes on from run ${first.index}.`);
    await runIndex(first, { ...places, takesOver: false, waits: true });
  }
  // Where more replicas than one start.
  const program = addressOfProgram();
  for (let waits = false; ; ) {
    if (await isFinished(run, job, out)) {
      printLine(`Run ${run.index} (${run.folder}) is finished.`);
      return;
    }
    try {
      await assertNotInUse(folder.path);
      await doJob(job, requestOf(run, job, out), { tell: tellTerminal(), ...(program && { program }) });
    } catch (error) {
      if (error instanceof FolderTakenError || error instanceof NoRunError) continue;
      if (!(error instanceof FolderInUseError)) throw told(error, job);
      if (!error.isAlive && takesOver) {
        await rm(error.file, { force: true });
        continue;
      }
      if (!error.isAlive && !places.waits)
        throw new Error(
          `${error.message} Or call it with --take-over, where what starts these processes says that it has ended.`,
        );
      if (!waits) printLine(waitingFor(run, error));
      waits = true;
      await setTimeout(PAUSE_MILLISECONDS);
    }
  }
}

function waitingFor({ index, folder }: ExperimentRun, { pid, host, isAlive }: FolderInUseError): string {
  const run = `Run ${index} (${folder}) is under way in process ${pid}`;
  if (isAlive) return `${run}: waiting for its end.`;
  return `${run} on ${shownName(host)}, or that has been killed: waiting until the run is finished. --index ${index} --take-over goes on with it.`;
}

function told(error: unknown, job: Job): Error {
  if (!(error instanceof InterruptedError)) return new Error(explain(error, job, false), { cause: error });
  const message = `${error.message} The same command goes on with it.`;
  return new InterruptedError(error.signal, { message, resumable: false });
}
