import { once } from 'node:events';
import type { Job } from '../../run/job';
import { explain } from '../explain';
import { doJob } from './do-job';
import type { JobReport, JobRequest } from './job-messages';
import { meetsAnother } from './meets-another';

/**
 * Does what the process which started this one asks for, a training or a second stage, and tells it how that goes. Ends with that process.
 *
 * @param jobs to choose from
 * @param program address of the module that calls this, with which replicas start
 * @returns the exit code
 */
export async function serveJob(jobs: readonly Job[], program?: string): Promise<number> {
  if (!process.send) throw new Error('Only a program can start this command: it takes its job by a message.');
  process.once('disconnect', () => process.exit(1));
  const [request] = (await once(process, 'message')) as [JobRequest];
  const job = jobs.find((each) => each.name === request.job);
  if (!job) {
    await report({ type: 'failure', message: `There is no job '${request.job}'.` });
    return 1;
  }
  try {
    const result = await doJob(job, request, {
      tell: (event) => void report({ type: 'event', event }),
      ...(program && { program }),
    });
    await report({ type: 'result', result });
    return 0;
  } catch (error) {
    // What asked for the job cannot go on with it.
    const name = error instanceof Error ? error.name : 'Error';
    const isMeeting = meetsAnother(error, request);
    await report({ type: 'failure', message: explain(error, job, false), name, isMeeting });
    return 1;
  }
}

/** Resolves when the message is on its way. */
function report(message: JobReport): Promise<void> {
  return new Promise((resolve) => {
    // It fails where the other process has ended; this one ends with it.
    if (process.connected) process.send!(message, undefined, undefined, () => resolve());
    else resolve();
  });
}
