import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { shownName } from '../../data/text/quoted';
import { awaited, type ExperimentRun, relationOf } from '../../experiment/expand';
import { InterruptedError } from '../../run/interrupt';
import type { Job } from '../../run/job';
import { FolderInUseError } from '../../run/lock/folder-in-use-error';
import { assertNotInUse, workForIndex } from '../../run/lock/run-lock';
import { runFolder } from '../../run/run-folder';
import { doJob } from '../apart/do-job';
import { meetsAnother } from '../apart/meets-another';
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
  /** Whether folders are taken from an earlier process for the same run which cannot be seen from here: it has ended. */
  takesOver: boolean;
}

/**
 * Trains one run in this process: it is started, gone on with, or found finished. While another process has it, its end is waited for. A
 * run that goes on or learns from another one has that one finished first, in this process where no other has it. Folders are never taken from
 * processes that work for another run.
 *
 * @throws Error with advice where an earlier process for the same run has a folder and cannot be seen from here, or the training fails
 * @throws InterruptedError after Ctrl-C, SIGTERM or SIGHUP
 */
export async function runIndex(run: ExperimentRun, places: IndexPlaces): Promise<void> {
  workForIndex(run.index);
  await finishAfterOthers(run, run, places);
}

/** Finishes a run, and before it those that it waits for, the first of them first. */
async function finishAfterOthers(
  run: ExperimentRun,
  asked: ExperimentRun,
  places: IndexPlaces,
): Promise<void> {
  const before = awaited(run);
  if (before && !(await isFinished(run, places.job, places.out))) {
    printLine(`${called(run)} ${relationOf(run)} run ${before.index}.`);
    await finishAfterOthers(before, asked, places);
  }
  await finish(run, asked, places);
}

/** @param asked the run that this process works for: `run` itself, or one that waits for it */
async function finish(
  run: ExperimentRun,
  asked: ExperimentRun,
  { job, out, takesOver }: IndexPlaces,
): Promise<void> {
  const folder = runFolder(join(out, run.folder));
  // Where more replicas than one start.
  const program = addressOfProgram();
  let hasSaidThatItWaits = false;
  while (!(await isFinished(run, job, out))) {
    const request = requestOf(run, job, out);
    try {
      await assertNotInUse(folder.path);
      await doJob(job, request, { tell: tellTerminal(), ...(program && { program }) });
      continue;
    } catch (error) {
      if (!meetsAnother(error, request)) throw told(error, run, asked, job);
      if (error instanceof FolderInUseError) {
        if (isEarlier(error, run, asked)) {
          if (!takesOver) throw withTakeOver(error);
          await rm(error.file, { force: true });
          continue;
        }
        if (!hasSaidThatItWaits) printLine(waitingFor(run, error));
        hasSaidThatItWaits = true;
      }
    }
    await setTimeout(PAUSE_MILLISECONDS);
  }
  printLine(`${called(run)} is finished.`);
}

/** Whether the process that has the folder of a run was an earlier one for the run `asked`, or may have been: it cannot be seen from here. */
function isEarlier({ isAlive, index }: FolderInUseError, run: ExperimentRun, asked: ExperimentRun): boolean {
  return !isAlive && (index === undefined ? run === asked : index === asked.index);
}

function withTakeOver({ message }: FolderInUseError): Error {
  return new Error(
    `${message} Or call it with --take-over, where what starts these processes says that it has ended.`,
  );
}

function waitingFor(run: ExperimentRun, { pid, host, isAlive, index = run.index }: FolderInUseError): string {
  const other = index === run.index ? '' : ` for --index ${index}`;
  const told = `${called(run)} is under way${other} in process ${pid}`;
  if (isAlive) return `${told}: waiting for its end.`;
  return `${told} on ${shownName(host)}, or that has been killed: waiting until the run is finished. If it has been killed, --index ${index} --take-over goes on with it.`;
}

function told(error: unknown, run: ExperimentRun, asked: ExperimentRun, job: Job): Error {
  if (error instanceof InterruptedError) {
    const message = `${error.message} The same command ${run.first ? 'does that' : 'goes on with it'}.`;
    return new InterruptedError(error.signal, { message, resumable: false });
  }
  const relation = run === awaited(asked) ? relationOf(asked) : 'needs';
  const failed = run === asked ? '' : `${called(run)}, which run ${asked.index} ${relation}, failed: `;
  return new Error(`${failed}${explain(error, job, false)}`, { cause: error });
}

const called = ({ index, folder }: ExperimentRun): string => `Run ${index} (${folder})`;
