import { basename, join, resolve } from 'node:path';
import { parseRunLog } from '../../log/parse-run-log';
import type { RunLog } from '../../log/run-log';
import { RunLogError } from '../../log/run-log-error';
import { logText, readLogBytes } from './read-log';
import { wholeLines } from './whole-lines';

/** A run as its folder tells it. */
export interface ReadRun {
  /** Path of the folder. */
  folder: string;
  log: RunLog;
  /** Whether the last line of the log is cut short, and left out. */
  isTorn: boolean;
}

/**
 * Reads the log of a run for a report. A last line that is cut short is left out.
 *
 * @param name what the run is called. Default: the name of its folder
 * @throws FileError where the log cannot be read; RunLogError where it is empty, has nothing but a first line that is cut
 * short, or a line of it is broken
 */
export async function readRun(folder: string, name = basename(resolve(folder))): Promise<ReadRun> {
  const file = join(folder, 'log.jsonl');
  const { bytes, isTorn } = wholeLines(await readLogBytes(file));
  if (isTorn && bytes.length === 0)
    throw new RunLogError(
      file,
      'has only a first line, which is cut short: the run has logged nothing whole',
    );
  return { folder, log: parseRunLog(logText(Buffer.from(bytes), file), name, file), isTorn };
}
