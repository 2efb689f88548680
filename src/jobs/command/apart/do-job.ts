import { finetuneRun } from '../../run/finetune/finetune-run';
import type { RunResult } from '../../run/finish-run';
import type { Job } from '../../run/job';
import { type RunListener, runJob } from '../../run/run-job';
import type { JobRequest } from './job-messages';

/** Does what is asked for in this process: a training, or a second stage on a finished run. */
export function doJob(job: Job, request: JobRequest, listener: RunListener): Promise<RunResult> {
  return request.from === undefined
    ? runJob(job, request.options, listener)
    : finetuneRun([job], request.from, request.options, listener);
}
