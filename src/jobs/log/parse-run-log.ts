import { GROUPS } from './groups';
import type { EndLine, EpochLine, RunLog, StartLine } from './run-log';

/**
 * Reads the text of a `log.jsonl`. An epoch that was trained again after a resume replaces the earlier one and
 * whatever followed it; a later start line begins the run anew.
 *
 * @param text The whole file, one JSON object a line.
 * @param name How the report calls the run, such as its folder's name.
 * @param file The path that errors name.
 * @returns The run, epochs in ascending order.
 * @throws {Error} Naming file and line: an empty file, a line that is empty, not JSON, or lacks a field.
 * @example
 * const run = parseRunLog(await readFile('runs/mbib-0/log.jsonl', 'utf8'), 'mbib-0', 'runs/mbib-0/log.jsonl');
 */
export function parseRunLog(text: string, name: string, file: string): RunLog {
  if (text.trim() === '') throw new Error(`${file} is empty: the run has logged nothing yet`);
  let run: RunLog | undefined;
  for (const [index, line] of text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .entries()) {
    const fail = (problem: string): never => {
      throw new Error(`${file}, line ${index + 1}: ${problem}`);
    };
    const entry = parseObject(line, fail);
    if (entry.type === 'start') {
      run = { name, start: checkStart(entry, fail), epochs: [], resumes: 0, end: null };
    } else if (run === undefined) {
      fail(`got type ${JSON.stringify(entry.type)}; a log begins with a line of type "start"`);
    } else {
      addLine(run, entry, fail);
    }
  }
  return run!;
}

type Fields = Record<string, unknown>;
type Fail = (problem: string) => never;

function parseObject(line: string, fail: Fail): Fields {
  if (line.trim() === '') return fail('is empty; every line is one JSON object');
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return fail(`is not JSON (${excerpt(line)}); a line cut short by a crash can be deleted`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return fail(`is not a JSON object (${excerpt(line)})`);
  }
  return value as Fields;
}

function excerpt(line: string): string {
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

function addLine(run: RunLog, entry: Fields, fail: Fail): void {
  if (entry.type === 'epoch') {
    const line = checkEpoch(entry, run.start.classes, fail);
    run.epochs = [...run.epochs.filter((earlier) => earlier.epoch < line.epoch), line];
    run.end = null;
  } else if (entry.type === 'resume') {
    run.resumes += 1;
    run.end = null;
  } else if (entry.type === 'end') {
    run.end = checkEnd(entry, fail);
  } else {
    fail(`has type ${JSON.stringify(entry.type)}; expected "start", "epoch", "resume" or "end"`);
  }
}

function checkStart(entry: Fields, fail: Fail): StartLine {
  for (const key of ['time', 'job', 'method', 'backend']) require(entry, key, isString, 'a string', fail);
  for (const key of ['classes', 'epochs']) require(entry, key, isCount, 'a positive integer', fail);
  for (const key of ['options', 'versions']) require(entry, key, isObject, 'an object', fail);
  const ofClasses = (test: (item: unknown) => boolean) => isListOf(entry.classes as number, test);
  const classes = `${entry.classes}, one a class`;
  require(entry, 'samplesPerClass', ofClasses(isCount), `a list of ${classes}`, fail);
  require(entry, 'classNames', ofClasses(isString), `a list of ${classes}`, fail);
  return entry as unknown as StartLine;
}

function checkEpoch(entry: Fields, classes: number, fail: Fail): EpochLine {
  require(entry, 'epoch', isCount, 'a positive integer', fail);
  for (const key of ['learningRate', 'loss', 'trainAccuracy', 'imagesPerSecond', 'seconds']) {
    entry[key] ??= null;
    require(entry, key, isNumberOrNull, 'a number', fail);
  }
  require(entry, 'accuracy', isGroupAccuracy, 'an object with all, many, medium and few', fail);
  require(entry, 'perClass', isListOf(classes, isNumberOrNull), `a list of ${classes} numbers`, fail);
  return entry as unknown as EpochLine;
}

function checkEnd(entry: Fields, fail: Fail): EndLine {
  const best = entry.best as Fields | undefined;
  if (!isObject(best) || !isCount(best!.epoch) || !isGroupAccuracy(best!.accuracy)) {
    fail(`best is ${excerpt(JSON.stringify(best) ?? 'missing')}; expected an object with epoch and accuracy`);
  }
  entry.seconds ??= null;
  require(entry, 'seconds', isNumberOrNull, 'a number', fail);
  return entry as unknown as EndLine;
}

function require(
  entry: Fields,
  key: string,
  test: (value: unknown) => boolean,
  expected: string,
  fail: Fail,
) {
  if (test(entry[key])) return;
  fail(`${key} is ${excerpt(JSON.stringify(entry[key]) ?? 'missing')}; expected ${expected}`);
}

const isString = (value: unknown) => typeof value === 'string';
const isCount = (value: unknown) => Number.isInteger(value) && (value as number) > 0;
const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumberOrNull = (value: unknown) => value === null || typeof value === 'number';
const isListOf = (length: number, test: (item: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.length === length && value.every(test);
const isGroupAccuracy = (value: unknown) =>
  isObject(value) && GROUPS.every((group) => isNumberOrNull((value as Fields)[group]));
