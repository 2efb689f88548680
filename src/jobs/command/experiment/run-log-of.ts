import { join } from 'node:path';
import { FileError } from '../../files/atomic-file';
import { readLog } from '../../files/reading/read-log';
import { parseRunLog } from '../../log/parse-run-log';
import type { RunLog } from '../../log/run-log';
import { RunLogError } from '../../log/run-log-error';

/**
 * What the log in a run's folder says. Of a run under way, or one that was killed, the last line may be cut short: it is passed over.
 *
 * @returns undefined where there is no log yet, or it has no whole line
 * @throws RunLogError where another line is not as it must be; FileError where the log cannot be read
 */
export async function runLogOf(folder: string, name: string): Promise<RunLog | undefined> {
  const file = join(folder, 'log.jsonl');
  let text: string;
  try {
    text = await readLog(file);
  } catch (error) {
    if (error instanceof FileError && error.isMissing) return undefined;
    // A line that is being written may end within a character.
    if (error instanceof RunLogError) return undefined;
    throw error;
  }
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole === '' ? undefined : parseRunLog(whole, name, file);
}
