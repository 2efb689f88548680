import { cpus } from 'node:os';
import { shotBounds } from 'mbib';
import { countPerClass } from '../data/image-set';
import { ownCommit } from '../files/commit/own-commit';
import { LOG_FORMAT, type LogLine } from '../log/run-log';
import type { Recipe } from '../loop/train-epoch';
import { trainingEnvironment } from '../loop/training-environment';
import { type Run, recordedOptions } from './open-run';

type StartLine = Omit<Extract<LogLine, { type: 'start' }>, 'time'>;

/** First line of a run's log: what was asked for, and what it is computed with. */
export async function startLine(
  run: Run,
  backend: string,
  { train: { classes, classNames }, samplesPerClass, validation, test, testedOn, split, bounds }: Recipe,
  steps: number,
): Promise<StartLine> {
  const { versions, arithmetic } = trainingEnvironment();
  const commit = await ownCommit();
  const processor = cpus()[0]?.model.trim();
  return {
    type: 'start',
    format: LOG_FORMAT,
    job: run.job,
    ...(run.dataSet === undefined ? {} : { dataSet: run.dataSet }),
    method: run.options.method,
    options: { ...recordedOptions(run.options, run.chosen, run.useless), backend },
    backend,
    classes,
    samplesPerClass: [...samplesPerClass],
    classNames: [...classNames],
    steps,
    epochs: run.options.epochs,
    versions: { ...versions, node: process.versions.node },
    arithmetic,
    ...(validation ? { selection: 'validation' } : {}),
    ...(testedOn ? { testedOn } : {}),
    ...(split === undefined ? {} : { split }),
    ...(run.teacher ? { teacher: run.teacher } : {}),
    ...(bounds ? { bounds: { ...shotBounds, ...bounds } } : {}),
    testPerClass: countPerClass(test),
    ...(validation ? { validationPerClass: countPerClass(validation) } : {}),
    ...(processor ? { processor } : {}),
    ...(commit ? { commit } : {}),
  };
}
