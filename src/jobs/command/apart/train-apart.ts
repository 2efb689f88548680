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

/**
 * Trains a job in a process of its own. The two processes talk by messages, see `JobReport`.
 *
 * @throws Error where the training fails, with the command that repeats it and the reason
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
  const ending = await endOf(child);
  if (outcome?.type === 'result') return outcome.result;
  const reason = outcome?.message ?? (complaint.trim() || ending);
  throw new Error(`mbib ${commandOf(request)} failed: ${reason}`);
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('close', (code, signal) => resolve(signal ? `it was ended by ${signal}` : `exit code ${code}`));
    child.on('error', reject);
  });
}

/** The words after `mbib` that train the same. */
function commandOf({ job, options }: JobRequest): string {
  const words = Object.entries(options).flatMap(([name, value]) =>
    typeof value === 'boolean' ? (value ? [flagOf(name)] : []) : [flagOf(name), String(value)],
  );
  return ['train', job, ...words].join(' ');
}
