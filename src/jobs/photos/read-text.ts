import { constants, isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { DataError } from '../data/data-error';
import { FileError } from '../files/atomic-file';

/**
 * Reads a text file in UTF-8, with or without a byte order mark.
 *
 * @param file its path
 * @returns the text, without the byte order mark
 *
 * @throws DataError where the file is missing, cannot be read, is empty, is not UTF-8, or is longer than a JavaScript string
 * can be; the message names it and says what to do
 *
 * @example
 * ```ts
 * const lines = (await readText('ImageNet_LT_val.txt')).split('\n');
 * ```
 */
export async function readText(file: string): Promise<string> {
  const bytes = await readBytes(file);
  if (bytes.length === 0) throw new DataError(file, `${file} is empty; download it again.`);
  if (!isUtf8(bytes)) {
    throw new DataError(file, `${file} is not UTF-8 text; give the extracted file, or convert it to UTF-8.`);
  }
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

async function readBytes(file: string): Promise<Buffer> {
  let size: number;
  try {
    size = (await stat(file)).size;
    if (size <= constants.MAX_STRING_LENGTH) return await readFile(file);
  } catch (error) {
    throw new FileError(`Cannot read ${file}`, error);
  }
  const [has, most] = [size, constants.MAX_STRING_LENGTH].map((bytes) => Math.ceil(bytes / 2 ** 20));
  throw new DataError(
    file,
    `${file} has ${has} MB and Node reads a text of at most ${most} MB; drop what the training does not use.`,
  );
}
