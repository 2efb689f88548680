import { isUtf8 } from 'node:buffer';
import { RunLogError } from '../../log/run-log-error';
import { FileError } from '../atomic-file';
import { readWhole } from './read-whole';

/** More bytes than any log has: a text of as many is near the longest that JavaScript knows. */
const MOST_BYTES = 2 ** 29 - 2 ** 20;

const LINE_END = '\n'.charCodeAt(0);

/**
 * The text of a run's log.
 *
 * @throws FileError naming the file where it cannot be read, is no file, such as a named pipe, or is larger than any log
 * @throws RunLogError naming file and line where it is not UTF-8
 *
 * @example
 * ```ts
 * const log = parseRunLog(await readLog('runs/a/log.jsonl'), 'a', 'runs/a/log.jsonl');
 * ```
 */
export async function readLog(path: string): Promise<string> {
  return logText(await readLogBytes(path), path);
}

/**
 * The bytes of a run's log, whatever they are.
 *
 * @throws FileError as {@link readLog}
 */
export async function readLogBytes(path: string): Promise<Buffer> {
  try {
    return await readWhole(path, MOST_BYTES);
  } catch (error) {
    throw new FileError(`Cannot read the log ${path}`, (error as FileError).cause);
  }
}

/**
 * The text that the bytes of a log are.
 *
 * @param path of the log, for messages
 * @throws RunLogError naming file and line where they are not UTF-8
 */
export function logText(bytes: Buffer, path: string): string {
  if (isUtf8(bytes)) return bytes.toString();
  // A line end is never a part of another character.
  let line = 1;
  for (let start = 0; ; line++) {
    const end = bytes.indexOf(LINE_END, start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) break;
    start = end + 1;
  }
  throw new RunLogError(path, 'is not UTF-8 text; a line cut short by a crash can be deleted', line);
}
