import { constants, isUtf8 } from 'node:buffer';
import { DataError } from '../../data/data-error';
import { withFileBytes } from '../../files/reading/file-bytes';

/**
 * Reads a text file in UTF-8, with or without a byte order mark.
 *
 * @param file its path
 * @returns the text, without the byte order mark
 *
 * @throws FileError where the file is missing, cannot be read or is none, such as a pipe; DataError where it is empty, is not UTF-8,
 * or is longer than a JavaScript string can be; the message names it and says what to do
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
  return withFileBytes(file, async (bytes) => {
    if (bytes.length <= constants.MAX_STRING_LENGTH) return bytes.read(0, bytes.length);
    const [has, most] = [bytes.length, constants.MAX_STRING_LENGTH].map((size) => Math.ceil(size / 2 ** 20));
    throw new DataError(
      file,
      `${file} has ${has} MB and Node reads a text of at most ${most} MB; drop what the training does not use.`,
    );
  });
}
