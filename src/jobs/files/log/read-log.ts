import { readFile, stat } from 'node:fs/promises';
import { FileError } from '../atomic-file';

/** More bytes than any log has: a text of as many is near the longest that JavaScript knows. */
const MOST_BYTES = 2 ** 29 - 2 ** 20;

/**
 * The text of a run's log.
 *
 * @throws FileError naming the file where it cannot be read, is no file, such as a named pipe, or is larger than any log
 *
 * @example
 * ```ts
 * const log = parseRunLog(await readLog('runs/a/log.jsonl'), 'a', 'runs/a/log.jsonl');
 * ```
 */
export async function readLog(path: string): Promise<string> {
  try {
    const file = await stat(path);
    if (!file.isFile()) throw new Error(file.isDirectory() ? 'it is a folder' : 'it is not a file');
    if (file.size > MOST_BYTES) throw new Error(`its ${file.size} bytes are more than a log has`);
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new FileError(`Cannot read the log ${path}`, error);
  }
}
