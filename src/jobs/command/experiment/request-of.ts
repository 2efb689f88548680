import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ExperimentRun } from '../../experiment/expand';
import type { FinetuneOptions } from '../../run/finetune/finetune-options';
import type { Job } from '../../run/job';
import { runFolder } from '../../run/run-folder';
import type { JobRequest } from '../apart/job-messages';

/**
 * What brings a run to its end from where its folder is: a training, with its teacher where it has one, or a second stage on the run that it goes on from, which reads its data
 * where that one does.
 *
 * @param out folder of the experiment
 */
export function requestOf(run: ExperimentRun, job: Job, out: string): JobRequest {
  const { path, log, checkpoint } = runFolder(join(out, run.folder));
  // Where one of the two is missing, the run says so.
  const place = { out: path, resume: existsSync(log) || existsSync(checkpoint) };
  const { first, teacher } = run;
  const taught = teacher && { teacher: join(out, teacher.folder) };
  if (!first) return { job: job.name, options: { ...run.options, ...taught, ...place } };
  const options = { ...givenToStage(run.options, first, job), ...place };
  return { job: job.name, from: join(out, first.folder), options };
}

/** The options of a run that is trained, for checks of them: its teacher is there, wherever it lies. */
export function givenToTraining({ options, teacher }: ExperimentRun): ExperimentRun['options'] {
  return { ...options, ...(teacher && { teacher: teacher.folder }) };
}

/** The options of a second stage, and those of the run that it goes on from which say how its data is read. */
export function givenToStage(
  options: ExperimentRun['options'],
  first: ExperimentRun,
  { reading = [] }: Job,
): FinetuneOptions & Record<string, unknown> {
  const read = Object.entries(first.options).filter(([name]) => reading.includes(name));
  return { ...Object.fromEntries(read), ...options } as FinetuneOptions & Record<string, unknown>;
}
