import { GROUPS } from './groups';
import { type Fail, Fields, isCount, isList, isNumberOrNull, isObject, isText, isWhole } from './log-fields';
import {
  type EndLine,
  type EpochLine,
  type EpochResult,
  type GroupAccuracy,
  LOG_FORMAT,
  type LogVersions,
  type RecordedOptions,
  type ResumeLine,
  type RunLog,
  type StartLine,
} from './run-log';

/**
 * Reads the text of a `log.jsonl`. An epoch that was trained again after a resume replaces the earlier one and
 * whatever followed it; a later start line begins the run anew. Fields that this version does not know are passed over.
 * A log of mbib 0.1.0, whose start line has no `format`, is read as well.
 *
 * @param text The whole file, one JSON object a line.
 * @param name How the report calls the run, such as its folder's name.
 * @param file The path that errors name.
 * @returns The run, epochs in ascending order.
 * @throws {Error} Naming file and line: an empty file, a line that is empty, not JSON, or lacks a field, or a log of a later
 * format.
 * @example
 * const run = parseRunLog(await readFile('runs/mbib-0/log.jsonl', 'utf8'), 'mbib-0', 'runs/mbib-0/log.jsonl');
 */
export function parseRunLog(text: string, name: string, file: string): RunLog {
  if (text.trim() === '') throw new Error(`${file} is empty: the run has logged nothing yet`);
  let run: RunLog | undefined;
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    const fail: Fail = (problem) => {
      throw new Error(`${file}, line ${index + 1}: ${problem}`);
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
  const { format, classes } = run.start;
  if (fields.type === 'epoch') {
    const line = epochLine(fields, classes);
    run.epochs = [...run.epochs.filter((earlier) => earlier.epoch < line.epoch), line];
    run.end = null;
  } else if (fields.type === 'resume') {
    if (format > 0) resumeLine(fields);
    run.resumes += 1;
    run.end = null;
  } else if (fields.type === 'end') {
    run.end = endLine(fields);
  } else {
    fail(`has type ${JSON.stringify(fields.type)}; expected "start", "epoch", "resume" or "end"`);
  }
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
    samplesPerClass: fields.read('samplesPerClass', isList(isCount, classes), ofClasses),
    classNames: fields.read('classNames', isList(isText, classes), ofClasses),
    steps: fields.read('steps', isCount, 'a positive integer'),
    epochs: fields.read('epochs', isCount, 'a positive integer'),
    versions: fields.read('versions', isVersions, 'an object of strings'),
    ...fields.readOptional('dataSet', isText, 'a string'),
    ...fields.readOptional('arithmetic', isText, 'a string'),
    ...fields.readOptional('processor', isText, 'a string'),
    ...fields.readOptional('commit', isText, 'a string'),
  };
}

function resumeLine(fields: Fields): ResumeLine {
  return {
    type: 'resume',
    time: fields.read('time', isText, 'a string'),
    epoch: fields.read('epoch', isWhole, 'a whole number'),
    step: fields.read('step', isWhole, 'a whole number'),
  };
}

function epochLine(fields: Fields, classes: number): EpochLine {
  // JSON has no NaN: a number that was not finite is written as null.
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
    accuracy: fields.read('accuracy', isGroupAccuracy, `an object with ${GROUPS.join(', ')}`),
    perClass: fields.read('perClass', isList(isNumberOrNull, classes), `a list of ${classes} numbers`),
  };
}

function endLine(fields: Fields): EndLine {
  const result = 'an object with epoch and accuracy';
  return {
    type: 'end',
    time: fields.read('time', isText, 'a string'),
    last: resultOf(fields.read('last', isEpochResult, result)),
    best: resultOf(fields.read('best', isEpochResult, result)),
    seconds: fields.read('seconds', isNumberOrNull, 'a number', null),
  };
}

function resultOf({ epoch, accuracy }: EpochResult): EpochResult {
  return { epoch, accuracy };
}

function isOptions(value: unknown): value is RecordedOptions {
  const types = ['string', 'number', 'boolean'];
  return isObject(value) && Object.values(value).every((option) => types.includes(typeof option));
}

function isVersions(value: unknown): value is LogVersions {
  return isObject(value) && Object.values(value).every(isText);
}

function isGroupAccuracy(value: unknown): value is GroupAccuracy {
  return isObject(value) && GROUPS.every((group) => isNumberOrNull(value[group]));
}

function isEpochResult(value: unknown): value is EpochResult {
  return isObject(value) && isCount(value.epoch) && isGroupAccuracy(value.accuracy);
}
