import { DataError } from '../../data/data-error';
import type { Split } from '../../data/split/stratified-split';
import { quoted } from '../../data/text/quoted';

/** What folders of splits are called, in small letters. */
const splitNames: ReadonlyMap<string, Split> = new Map([
  ['train', 'train'],
  ['val', 'validation'],
  ['valid', 'validation'],
  ['validation', 'validation'],
  ['test', 'test'],
]);

/** A folder that holds classes: the data folder, or the folder of a split. */
export interface ClassesFolder {
  /** Its name in the data folder; '' for the data folder itself. */
  name: string;
  /** The split that its pictures belong to; undefined where it is still to be made. */
  split: Split | undefined;
}

/** How a data folder is laid out. */
export interface FolderLayout {
  /** The folders that hold classes. */
  parts: ClassesFolder[];
  /** Folders beside those of the splits, which are left out. */
  beside: string[];
}

/**
 * Finds out whether the folders of a data folder are classes or splits. They are splits where there is `train` and one of
 * `val`, `valid`, `validation` and `test`, or `train` alone; capitals do not matter.
 *
 * @param root the data folder, for messages
 * @param folders names of the folders in it
 * @throws DataError where a split occurs twice, or there are splits but none to train on
 *
 * @example
 * ```ts
 * folderLayout('/data/pets', ['test', 'train']).parts; // [{ name: 'test', split: 'test' }, { name: 'train', split: 'train' }]
 * ```
 */
export function folderLayout(root: string, folders: readonly string[]): FolderLayout {
  const parts = folders.flatMap((name) => {
    const split = splitNames.get(name.toLowerCase());
    return split ? [{ name, split }] : [];
  });
  const beside = folders.filter((name) => !parts.some((part) => part.name === name));
  const namesOf = (split: Split) => parts.filter((part) => part.split === split).map(({ name }) => name);
  if (parts.length > 0 && namesOf('train').length === 0 && beside.length === 0) {
    const found = parts.map(({ name }) => quoted(name)).join(' and ');
    throw new DataError(
      root,
      `${root} holds ${found}, but no folder train. Add it, with a folder for each class.`,
    );
  }
  const isSplit = namesOf('train').length > 0 && (parts.length > 1 || beside.length === 0);
  if (!isSplit) return { parts: [{ name: '', split: undefined }], beside: [] };
  for (const split of ['train', 'validation', 'test'] as const) {
    const names = namesOf(split);
    if (names.length < 2) continue;
    const found = names.map((name) => quoted(name)).join(' and ');
    throw new DataError(root, `${root} holds ${found}, which are both the ${split} split. Keep one of them.`);
  }
  return { parts, beside };
}
