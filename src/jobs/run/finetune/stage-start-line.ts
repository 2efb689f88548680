import { cpus } from 'node:os';
import { ownCommit } from '../../files/commit/own-commit';
import {
  type FirstStageOfLog,
  LOG_FORMAT,
  type RecordedOptions,
  type RunLog,
  type StartLine,
  type UntimedLogLine,
} from '../../log/run-log';
import { trainingEnvironment } from '../../loop/training-environment';
import { type FinetuneMethod, stageForms } from './finetune-options';

/** What the first line of the log of a second stage says of it. */
export interface StageOfLine {
  method: FinetuneMethod;
  /** Those that decide its results. */
  options: RecordedOptions;
  /** What the stage chose on validation images. */
  chosen?: RecordedOptions | undefined;
  epochs: number;
  /** Steps of an epoch. */
  steps: number;
  /** Whether validation images choose the epoch. */
  validates: boolean;
}

/**
 * First line of the log of a second stage: the data is that of the first stage, whose run it names.
 *
 * @param path of the first stage's run
 * @param log of that run
 */
export async function stageStartLine(
  path: string,
  { start }: RunLog,
  { method, options, chosen, epochs, steps, validates }: StageOfLine,
): Promise<Extract<UntimedLogLine, { type: 'start' }>> {
  const { job, dataSet, classes, samplesPerClass, classNames, split, bounds } = start;
  const { testedOn, testPerClass, validationPerClass } = start;
  const { versions, arithmetic, backend } = trainingEnvironment();
  const commit = await ownCommit();
  const processor = cpus()[0]?.model.trim();
  return {
    type: 'start',
    format: LOG_FORMAT,
    job,
    ...(dataSet === undefined ? {} : { dataSet }),
    method: stageForms[method].logName,
    options,
    backend,
    classes,
    samplesPerClass,
    classNames,
    steps,
    epochs,
    versions: { ...versions, node: process.versions.node },
    arithmetic,
    ...(validates ? { selection: 'validation' as const } : {}),
    ...(testedOn ? { testedOn } : {}),
    ...(split === undefined ? {} : { split }),
    ...(bounds ? { bounds } : {}),
    firstStage: firstStageOf(path, start),
    ...(chosen ? { chosen } : {}),
    ...(testPerClass ? { testPerClass } : {}),
    ...(validates && validationPerClass ? { validationPerClass } : {}),
    ...(processor ? { processor } : {}),
    ...(commit ? { commit } : {}),
  };
}

/**
 * What a second stage records of the run that it goes on from.
 *
 * @param run path of its folder
 * @param start first line of its log
 */
export function firstStageOf(run: string, { method, options, teacher }: StartLine): FirstStageOfLog {
  return { run, method, options, ...(teacher && { teacher }) };
}
