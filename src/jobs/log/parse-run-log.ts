import { GROUPS, type Group } from './groups';
import {
  type Fail,
  Fields,
  isCount,
  isEpochResult,
  isGroupAccuracy,
  isList,
  isNumberOrNull,
  isObject,
  isOptions,
  isTeacherOfLog,
  isText,
  isWhole,
} from './log-fields';
import {
  type EndLine,
  type EpochLine,
  type EpochResult,
  type FirstStageOfLog,
  type GroupAccuracy,
  type GroupBounds,
  LOG_FORMAT,
  type LogVersions,
  type RunLog,
  type StartLine,
} from './run-log';
import { RunLogError } from './run-log-error';
import { epochResult } from './run-summary';

/** The groups that every log has. */
const REQUIRED_GROUPS: Group[] = GROUPS.filter((group) => group !== 'unseen');

/**
 * Reads the text of a `log.jsonl`. An epoch that was trained again after a resume replaces the earlier one and
 * whatever followed it; a later start line begins the run anew. Fields that this version does not know are passed over.
 * A log of mbib 0.1.0, whose start line has no `format`, is read with leniency: a figure that it lacks counts as one that was
 * not finite.
 *
 * @param text the whole file, one JSON object a line
 * @param name what the run is called in a report, such as its folder's name
 * @param file the path that errors name; nothing is read from it
 * @returns the run, its epochs in ascending order
 * @throws RunLogError naming file and line, where the text is empty or a line of it is not JSON, lacks a field, is of a later format,
 * or has what no run can have: an epoch beyond the last, an accuracy above 1, an end before the last epoch
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { parseRunLog } from 'mbib/jobs';
 *
 * declare const folder: string; // of a run: 'runs/mine'
 * const file = `${folder}/log.jsonl`;
 * const run = parseRunLog(await readFile(file, 'utf8'), 'mine', file);
 * console.log(run.start.method, run.epochs.length, run.end === null ? 'unfinished' : 'finished');
 * ```
 */
export function parseRunLog(text: string, name: string, file: string): RunLog {
  if (text.trim() === '') throw new RunLogError(file, 'is empty: the run has logged nothing yet');
  let run: RunLog | undefined;
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    const fail: Fail = (problem) => {
      throw new RunLogError(file, problem, index + 1);
    };
    const fields = Fields.parse(line, fail);
    if (fields.type === 'start') {
      run = { name, start: startLine(fields, fail), epochs: [], resumes: 0, end: null };
    } else if (run === undefined) {
      return fail(`got type ${JSON.stringify(fields.type)}; a log begins with a line of type "start"`);
    } else {
      addLine(run, fields, fail);
    }
  }
  return run!;
}

function addLine(run: RunLog, fields: Fields, fail: Fail): void {
  const { start } = run;
  const strict = start.format > 0;
  if (fields.type === 'epoch') {
    const line = strict ? epochLine(fields, start) : lenientEpochLine(fields, start);
    run.epochs = [...run.epochs.filter((earlier) => earlier.epoch < line.epoch), line];
    run.end = null;
  } else if (fields.type === 'resume') {
    if (strict) assertResumeLine(fields, start);
    run.resumes += 1;
    run.end = null;
  } else if (fields.type === 'end') {
    if (strict) assertAtEnd(run, fail);
    run.end = strict ? endLine(fields, start) : lenientEndLine(fields);
  } else {
    fail(`has type ${JSON.stringify(fields.type)}; expected "start", "epoch", "resume" or "end"`);
  }
}

/** Only a run that has trained its last epoch ends. */
function assertAtEnd({ start, epochs }: RunLog, fail: Fail): void {
  const reached = epochs.at(-1)?.epoch ?? 0;
  if (reached !== start.epochs)
    fail(`ends the run after epoch ${reached}; expected epoch ${start.epochs} first`);
}

function startLine(fields: Fields, fail: Fail): StartLine {
  const format = fields.read('format', isWhole, 'a whole number', 0);
  if (format !== 0 && format !== LOG_FORMAT) {
    return fail(
      `the log is of format ${format}, this version of mbib reads formats up to ${LOG_FORMAT}; update mbib to read it`,
    );
  }
  const classes = fields.read('classes', isCount, 'a positive integer');
  const ofClasses = `a list of ${classes}, one a class`;
  return {
    type: 'start',
    format,
    time: fields.read('time', isText, 'a string'),
    job: fields.read('job', isText, 'a string'),
    method: fields.read('method', isText, 'a string'),
    options: fields.read('options', isOptions, 'an object of strings, numbers and booleans'),
    backend: fields.read('backend', isText, 'a string'),
    classes,
    samplesPerClass: fields.read('samplesPerClass', isList(isWhole, classes), ofClasses),
    classNames: fields.read('classNames', isList(isText, classes), ofClasses),
    steps: fields.read('steps', isCount, 'a positive integer'),
    epochs: fields.read('epochs', isCount, 'a positive integer'),
    versions: fields.read('versions', isVersions, 'an object of strings'),
    ...fields.readOptional('dataSet', isText, 'a string'),
    ...fields.readOptional('arithmetic', isText, 'a string'),
    ...fields.readOptional('selection', isValidation, '"validation"'),
    ...fields.readOptional('testedOn', isValidation, '"validation"'),
    ...fields.readOptional('split', isText, 'a string'),
    ...fields.readOptional('bounds', isBounds, 'an object with the numbers many and few'),
    ...fields.readOptional('firstStage', isFirstStage, 'an object with run, method and options'),
    ...fields.readOptional('teacher', isTeacherOfLog, 'an object with run and weights'),
    ...fields.readOptional('chosen', isOptions, 'an object of strings, numbers and booleans'),
    ...fields.readOptional('testPerClass', isList(isWhole, classes), ofClasses),
    ...fields.readOptional('validationPerClass', isList(isWhole, classes), ofClasses),
    ...fields.readOptional('processor', isText, 'a string'),
    ...fields.readOptional('commit', isText, 'a string'),
  };
}

function assertResumeLine(fields: Fields, { epochs, steps }: StartLine): void {
  fields.read('time', isText, 'a string');
  fields.read('epoch', upTo(epochs, 0), `a whole number up to ${epochs}`);
  fields.read('step', upTo(steps, 0), `a whole number up to ${steps}`);
}

function epochLine(fields: Fields, { classes, epochs }: StartLine): EpochLine {
  // JSON has no NaN: a number that was not finite is written as null.
  const figure = (key: string) => fields.read(key, isNumberOrNull, 'a number, or null');
  const amount = (key: string) => fields.read(key, isAmountOrNull, 'a number of at least 0, or null');
  return {
    type: 'epoch',
    epoch: fields.read('epoch', upTo(epochs), `one of the ${epochs} epochs, counted from 1`),
    time: fields.read('time', isText, 'a string'),
    learningRate: amount('learningRate'),
    loss: figure('loss'),
    trainAccuracy: fields.read('trainAccuracy', isFractionOrNull, 'a fraction in 0..1, or null'),
    imagesPerSecond: amount('imagesPerSecond'),
    seconds: amount('seconds'),
    ...fields.readOptional('skippedImages', isWhole, 'a whole number'),
    accuracy: fields.read(
      'accuracy',
      isGroupFractions,
      `an object with the fractions ${REQUIRED_GROUPS.join(', ')}`,
    ),
    perClass: fields.read(
      'perClass',
      isList(isFractionOrNull, classes),
      `a list of ${classes} fractions in 0..1 or null`,
    ),
  };
}

/** As version 0.1.0 of mbib wrote it. */
function lenientEpochLine(fields: Fields, { classes }: StartLine): EpochLine {
  const figure = (key: string) => fields.read(key, isNumberOrNull, 'a number', null);
  return {
    type: 'epoch',
    epoch: fields.read('epoch', isCount, 'a positive integer'),
    time: fields.read('time', isText, 'a string'),
    learningRate: figure('learningRate'),
    loss: figure('loss'),
    trainAccuracy: figure('trainAccuracy'),
    imagesPerSecond: figure('imagesPerSecond'),
    seconds: figure('seconds'),
    ...fields.readOptional('skippedImages', isWhole, 'a whole number'),
    accuracy: fields.read('accuracy', isGroupAccuracy, `an object with ${REQUIRED_GROUPS.join(', ')}`),
    perClass: fields.read('perClass', isList(isNumberOrNull, classes), `a list of ${classes} numbers`),
  };
}

function endLine(fields: Fields, { epochs }: StartLine): EndLine {
  const isLast = (value: unknown): value is EpochResult =>
    isResultUpTo(epochs)(value) && value.epoch === epochs;
  const result = 'an object with epoch and accuracy';
  return {
    type: 'end',
    time: fields.read('time', isText, 'a string'),
    last: epochResult(fields.read('last', isLast, `${result}, those of epoch ${epochs}`)),
    best: epochResult(fields.read('best', isResultUpTo(epochs), `${result}, one of ${epochs} epochs`)),
    ...fields.readOptional('test', isResultUpTo(epochs), `${result}, one of ${epochs} epochs`),
    ...fields.readOptional('testOfLast', isLast, `${result}, those of epoch ${epochs}`),
    seconds: fields.read('seconds', isAmountOrNull, 'a number of at least 0, or null'),
  };
}

/** As version 0.1.0 of mbib wrote it. */
function lenientEndLine(fields: Fields): EndLine {
  const result = 'an object with epoch and accuracy';
  return {
    type: 'end',
    time: fields.read('time', isText, 'a string'),
    last: epochResult(fields.read('last', isEpochResult, result)),
    best: epochResult(fields.read('best', isEpochResult, result)),
    seconds: fields.read('seconds', isNumberOrNull, 'a number', null),
  };
}

/** Checks for a whole number in least..most. */
function upTo(most: number, least = 1) {
  return (value: unknown): value is number => isWhole(value) && value >= least && value <= most;
}

function isResultUpTo(epochs: number) {
  return (value: unknown): value is EpochResult =>
    isEpochResult(value) && value.epoch <= epochs && isGroupFractions(value.accuracy);
}

function isAmountOrNull(value: unknown): value is number | null {
  return value === null || (typeof value === 'number' && value >= 0);
}

function isFractionOrNull(value: unknown): value is number | null {
  return isAmountOrNull(value) && (value === null || value <= 1);
}

function isGroupFractions(value: unknown): value is GroupAccuracy {
  return isGroupAccuracy(value) && GROUPS.every((group) => isFractionOrNull(value[group] ?? null));
}

function isValidation(value: unknown): value is 'validation' {
  return value === 'validation';
}

function isBounds(value: unknown): value is GroupBounds {
  return isObject(value) && typeof value.many === 'number' && typeof value.few === 'number';
}

function isFirstStage(value: unknown): value is FirstStageOfLog {
  return (
    isObject(value) &&
    isText(value.run) &&
    isText(value.method) &&
    isOptions(value.options) &&
    (value.teacher === undefined || isTeacherOfLog(value.teacher))
  );
}

function isVersions(value: unknown): value is LogVersions {
  return isObject(value) && Object.values(value).every(isText);
}
