import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../data/data-error';
import { FileError } from '../../files/atomic-file';

/**
 * Finds the files of a data set that may come in several forms. It takes the first form of which all files are there.
 *
 * @param folder the data folder
 * @param forms the files of each form, relative to `folder`
 * @param source where the files can be downloaded, for the message
 * @returns the paths of the files, in the order of the form
 * @throws DataError where the folder cannot be read or no form is complete; it says what was looked for and what is there
 *
 * @example
 * ```ts
 * const [train, val] = await findFiles('/data/inaturalist', [['train2018.json', 'val2018.json']], 'https://…');
 * ```
 */
export async function findFiles(
  folder: string,
  forms: readonly (readonly string[])[],
  source: string,
): Promise<string[]> {
  // A folder that is missing gets another message than one without the files.
  await readdir(folder).catch((error) => {
    throw new FileError(`Cannot read the data folder ${folder}`, error);
  });
  const found = await present(folder, forms.flat());
  const complete = forms.find((files) => files.every((name) => found.includes(name)));
  if (complete) return complete.map((name) => join(folder, name));
  const wanted = forms.map((files) => files.join(' + ')).join(', or ');
  const there = found.length > 0 ? `only ${found.join(' and ')}` : 'none of these files';
  throw new DataError(folder, `${folder} must hold ${wanted}; it holds ${there}. They are at ${source}.`);
}

async function present(folder: string, names: readonly string[]): Promise<string[]> {
  const there = await Promise.all(
    names.map((name) =>
      access(join(folder, name)).then(
        () => true,
        (error) => {
          if (['ENOENT', 'ENOTDIR'].includes(error.code)) return false;
          throw new FileError(`Cannot read ${join(folder, name)}`, error);
        },
      ),
    ),
  );
  return names.filter((_, index) => there[index]);
}
