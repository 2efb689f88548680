import { cpus } from 'node:os';
import type { BatchSource } from '../data/batch-source';
import { commitOf } from '../files/commit-of';
import { LOG_FORMAT, type LogLine } from '../log/run-log';
import { trainingEnvironment } from '../loop/training-environment';
import { type Run, recordedOptions } from './open-run';

type StartLine = Omit<Extract<LogLine, { type: 'start' }>, 'time'>;

/** First line of a run's log: what was asked for, and what it is computed with. */
export async function startLine(
  run: Run,
  backend: string,
  { classes, classNames }: BatchSource,
  samplesPerClass: readonly number[],
  steps: number,
): Promise<StartLine> {
  const { versions, arithmetic } = trainingEnvironment();
  const commit = await commitOf(process.cwd());
  const processor = cpus()[0]?.model.trim();
  return {
    type: 'start',
    format: LOG_FORMAT,
    job: run.job,
    ...(run.dataSet === undefined ? {} : { dataSet: run.dataSet }),
    method: run.options.method,
    options: { ...recordedOptions(run.options), backend },
    backend,
    classes,
    samplesPerClass: [...samplesPerClass],
    classNames: [...classNames],
    steps,
    epochs: run.options.epochs,
    versions: { ...versions, node: process.versions.node },
    arithmetic,
    ...(processor ? { processor } : {}),
    ...(commit ? { commit } : {}),
  };
}
