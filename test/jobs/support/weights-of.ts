import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The bytes of the weights of a run's classifier, whatever their hash. There is one file of them. */
export async function weightsOf(run: string): Promise<Buffer> {
  const folder = join(run, 'classifier');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.bin'));
  if (names.length !== 1)
    throw new Error(`${folder} has ${names.length} files of weights: ${names.join(', ')}`);
  return readFile(join(folder, names[0]!));
}
