import { logText, readLogBytes } from '../../files/reading/read-log';
import { parseRunLog } from '../../log/parse-run-log';
import { RunLogError } from '../../log/run-log-error';
import type { RunState } from '../run-state';

const LINE_END = '\n'.charCodeAt(0);

/** How much of a log a run goes on behind. */
export interface KeptLog {
  bytes: number;
  /** What there is to say of it. */
  note?: string;
}

/**
 * Checks the log of a run that goes on, line by line, and decides how much of it is kept: what it was when the checkpoint was saved.
 * What a killed process wrote after it, half a line included, is passed over. Where somebody has mended the log by deleting
 * lines, all lines are kept that are not after the checkpoint.
 *
 * @param path of the log
 * @param state of the checkpoint
 * @throws RunLogError naming file and line where a line cannot be read; FileError where the log cannot be read
 *
 * @example
 * ```ts
 * const { bytes } = await keptLog('runs/a/log.jsonl', checkpoint.state);
 * const log = await LogFile.open('runs/a/log.jsonl', bytes, lock);
 * ```
 */
export async function keptLog(path: string, state: RunState): Promise<KeptLog> {
  const bytes = await readLogBytes(path);
  const known = bytes.subarray(0, state.logBytes);
  if (bytes.length >= state.logBytes && problemOf(known, path, state) === undefined) {
    return { bytes: state.logBytes };
  }
  const mended = linesUpTo(bytes.subarray(0, bytes.lastIndexOf('\n') + 1), state.epoch);
  const problem = problemOf(mended, path, state);
  if (problem) throw new RunLogError(path, `${problem.problem}. ${remedy(problem)}`, problem.line);
  const { length } = mended;
  if (length > state.logBytes) {
    throw new RunLogError(
      path,
      `has ${length} bytes up to epoch ${state.epoch}, its checkpoint knows of ${state.logBytes}: one of the two was changed`,
    );
  }
  return { bytes: length, note: shorter(logText(mended, path), path, state) };
}

function remedy({ line }: RunLogError): string {
  return line === undefined || line === 1
    ? 'The run goes on once the file is as it was; where that is lost, delete the folder of the run and train it anew'
    : 'The run goes on without the line once it is deleted';
}

/** What is wrong with the lines of a log, where anything is. */
function problemOf(bytes: Buffer, path: string, { options }: RunState): RunLogError | undefined {
  if (bytes.length > 0 && bytes.at(-1) !== LINE_END) {
    return new RunLogError(path, 'ends in the middle of a line');
  }
  try {
    const { start } = parseRunLog(logText(bytes, path), 'run', path);
    const names = new Set([...Object.keys(start.options), ...Object.keys(options)]);
    const differs = [...names].find((name) => start.options[name] !== options[name]);
    return differs === undefined
      ? undefined
      : new RunLogError(path, `is the log of another run: its ${differs} is not that of the checkpoint`, 1);
  } catch (error) {
    if (error instanceof RunLogError) return error;
    throw error;
  }
}

/** The lines before the first one of a later epoch. */
function linesUpTo(bytes: Buffer, epoch: number): Buffer {
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(LINE_END, start) + 1;
    if (epochOf(bytes.toString('utf8', start, end)) > epoch) return bytes.subarray(0, start);
    start = end;
  }
  return bytes;
}

function epochOf(line: string): number {
  try {
    const { type, epoch } = JSON.parse(line);
    return type === 'epoch' && typeof epoch === 'number' ? epoch : 0;
  } catch {
    return 0;
  }
}

function shorter(text: string, path: string, state: RunState): string {
  const there = new Set(parseRunLog(text, 'run', path).epochs.map(({ epoch }) => epoch));
  const missing = Array.from({ length: state.epoch }, (_, i) => i + 1).filter((epoch) => !there.has(epoch));
  const lacks =
    missing.length === 0 ? '' : ` It lacks epoch ${missing.join(', ')}, which the report leaves out.`;
  return `The log ${path} is shorter than it was when the checkpoint was saved.${lacks}`;
}
