import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ClassifierFile } from '../../classifier/model-files';
import { FileError, writeFileAtomically } from '../atomic-file';
import { createFolder } from '../create-folder';

/**
 * Writes the files of a classifier to a folder, weights first, and then takes away the weights of the one that was there before. A
 * process killed at any instant leaves a `model.json` whose weights are there.
 *
 * @throws FileError where a file cannot be written
 *
 * @example
 * ```ts
 * await writeClassifier('runs/a/classifier', await classifierFiles(classifier, description));
 * ```
 */
export async function writeClassifier(folder: string, files: readonly ClassifierFile[]): Promise<void> {
  const isWeights = ({ name }: ClassifierFile) => name.endsWith('.bin');
  const inOrder = [...files.filter(isWeights), ...files.filter((file) => !isWeights(file))];
  for (const { name, content } of inOrder) {
    const path = join(folder, name);
    await createFolder(dirname(path));
    await writeFileAtomically(path, content);
  }
  await removeOldWeights(folder, new Set(files.map(({ name }) => join(folder, name))));
}

async function removeOldWeights(folder: string, kept: ReadonlySet<string>): Promise<void> {
  const folders = new Set([folder, ...[...kept].map((path) => dirname(path))]);
  for (const each of folders) {
    const old = (await readdir(each)).filter(
      (name) => /^weights(-[0-9a-f]+)?\.bin$/.test(name) && !kept.has(join(each, name)),
    );
    for (const name of old) {
      try {
        await rm(join(each, name));
      } catch (error) {
        throw new FileError(`Cannot remove ${join(each, name)}, of another classifier`, error);
      }
    }
  }
}
