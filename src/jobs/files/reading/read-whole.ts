import { FileError } from '../atomic-file';
import { withFileBytes } from './file-bytes';

/**
 * Reads a file as a whole, however large: Node's own `readFile` reads no more than 2 GiB, and waits for ever where the path is that of
 * a named pipe.
 *
 * @param path of the file
 * @param most bytes that such a file has
 * @throws FileError where the file cannot be read, is none, such as a pipe, or is longer; its `isMissing` says whether there is none
 *
 * @example
 * ```ts
 * const text = (await readWhole('runs/a/classifier/labels.json')).toString();
 * ```
 */
export function readWhole(path: string, most = Number.POSITIVE_INFINITY): Promise<Buffer> {
  return withFileBytes(path, async ({ length, read }) => {
    if (length <= most) return read(0, length);
    throw new FileError(
      `Cannot read ${path}`,
      new Error(`its ${length} bytes are more than such a file has`),
    );
  });
}
