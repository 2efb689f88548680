import { type ChildProcess, fork } from 'node:child_process';
import type { RunResult } from '../../run/finish-run';
import type { Tell } from '../../run/run-events';
import { flagOf } from '../flag-of';
import { type JobReport, type JobRequest, servingCommand } from './job-messages';

/** How a training in a process of its own is followed and stopped. */
export interface ApartOptions {
  /** What Node is started with: a program that ends in `runCommand`. */
  program: string;
  /** Hears how the training goes. */
  tell: Tell;
  /** Stops the training. */
  signal?: AbortSignal;
}

/** Thrown where a training in a process of its own does not come to its end. */
export class TrainingError extends Error {
  /** Tells this error from others. */
  override readonly name = 'TrainingError';

  constructor(
    /** The command that repeats it. */
    command: string,
    /** What the process said, or else how it ended. */
    readonly reason: string,
    /** Name of the error that ended it; undefined where it could not say it. */
    readonly errorName: string | undefined,
    /** The signal that ended the process, such as SIGKILL; null where it ended by itself. */
    readonly endedBy: NodeJS.Signals | null,
    /** Whether it came upon another process at the folder, see `meetsAnother`. */
    readonly isMeeting = false,
  ) {
    super(`${command} failed: ${reason}`);
  }
}

/**
 * Trains a job, or does a second stage, in a process of its own. The two processes talk by messages, see `JobReport`.
 *
 * @throws TrainingError where the training fails, with the command that repeats it and the reason
 * @throws Error named AbortError where it was stopped, when the process has ended
 */
export async function trainApart(
  request: JobRequest,
  { program, tell, signal }: ApartOptions,
): Promise<RunResult> {
  // 'advanced' sends whatever structuredClone can copy; the default knows no NaN.
  const child = fork(program, [servingCommand], {
    silent: true,
    serialization: 'advanced',
    ...(signal ? { signal } : {}),
  });
  let complaint = '';
  let outcome: Exclude<JobReport, { type: 'event' }> | undefined;
  child.stdout!.resume();
  child.stderr!.on('data', (text) => {
    complaint += text;
  });
  child.on('message', (report: JobReport) => {
    if (report.type === 'event') tell(report.event);
    else outcome = report;
  });
  child.send(request satisfies JobRequest, () => {
    // Where the process has ended already, its end is told below.
  });
  const { code, endedBy } = await endOf(child);
  if (outcome?.type === 'result') return outcome.result;
  const ending = endedBy ? `it was ended by ${endedBy}` : `exit code ${code}`;
  const reason = outcome?.message ?? (complaint.trim() || ending);
  throw new TrainingError(`mbib ${commandOf(request)}`, reason, outcome?.name, endedBy, outcome?.isMeeting);
}

/** Where the training was stopped, the process may still save a checkpoint: its end is waited for. */
function endOf(child: ChildProcess): Promise<{ code: number | null; endedBy: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    let stopped: Error | undefined;
    child.on('close', (code, endedBy) => (stopped ? reject(stopped) : resolve({ code, endedBy })));
    child.on('error', (error) => {
      if (error.name === 'AbortError' && child.pid !== undefined) stopped = error;
      else reject(error);
    });
  });
}

/** The words after `mbib` that do the same. */
function commandOf({ job, from, options }: JobRequest): string {
  const words = Object.entries(options).flatMap(([name, value]) =>
    typeof value === 'boolean' ? (value ? [flagOf(name)] : []) : [flagOf(name), String(value)],
  );
  return [...(from === undefined ? ['train', job] : ['finetune', from]), ...words].join(' ');
}
