import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ExperimentRun } from '../../experiment/expand';
import type { FinetuneOptions } from '../../run/finetune/finetune-options';
import type { Job } from '../../run/job';
import { runFolder } from '../../run/run-folder';
import type { JobRequest } from '../apart/job-messages';

/**
 * What brings a run to its end from where its folder is: a training, or a second stage on the run that it goes on from, which reads its data
 * where that one does.
 *
 * @param out folder of the experiment
 */
export function requestOf(run: ExperimentRun, job: Job, out: string): JobRequest {
  const { path, log } = runFolder(join(out, run.folder));
  const place = { out: path, resume: existsSync(log) };
  const { first } = run;
  if (!first) return { job: job.name, options: { ...run.options, ...place } };
  const isReading = ([name]: [string, unknown]) => job.reading?.includes(name);
  const reading = Object.fromEntries(Object.entries(first.options).filter(isReading));
  const options = { ...reading, ...run.options, ...place } as FinetuneOptions & Record<string, unknown>;
  return { job: job.name, from: join(out, first.folder), options };
}
