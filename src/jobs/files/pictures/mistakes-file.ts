import { readFile } from 'node:fs/promises';
import type { MistakePicture } from '../../log/outputs/mistake-picture';
import { FileError, writeFileAtomically } from '../atomic-file';

/** Number of the format of the file that this version writes. */
const FORMAT = 1;

/** Writes the mistakes of a run, with their pictures, as one JSON file. */
export async function writeMistakes(path: string, mistakes: readonly MistakePicture[]): Promise<void> {
  await writeFileAtomically(path, `${JSON.stringify({ format: FORMAT, mistakes })}\n`);
}

/**
 * Reads the mistakes of a run.
 *
 * @returns undefined where there is no such file
 * @throws FileError where it cannot be read or is none
 */
export async function readMistakes(path: string): Promise<MistakePicture[] | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new FileError(`Cannot read ${path}`, error);
  }
  try {
    const { format, mistakes } = JSON.parse(text);
    if (format !== FORMAT) throw new Error(`its format is ${format}; this version of mbib reads ${FORMAT}`);
    if (!Array.isArray(mistakes) || !mistakes.every(isMistake)) throw new Error('it is no list of mistakes');
    return mistakes;
  } catch (error) {
    throw new FileError(`Cannot read ${path}`, error);
  }
}

function isMistake(value: Record<keyof MistakePicture, unknown> | null): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { image, label, prediction, confidence, picture } = value;
  const areIds = [image, label, prediction].every((id) => Number.isInteger(id) && (id as number) >= 0);
  const isShare = typeof confidence === 'number' && confidence >= 0 && confidence <= 1;
  return (
    areIds && isShare && typeof picture === 'string' && /^data:image\/png;base64,[\w+/=]+$/.test(picture)
  );
}
