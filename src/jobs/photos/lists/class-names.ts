/**
 * Names for the classes of a list of photographs, which has no names itself. A class is named after the folder of its photographs
 * where all of them lie in one that no other class has, as in ImageNet; else it is 'class 17'.
 *
 * @param paths path of each photograph, `[photos]`, with forward slashes
 * @param labels class of each photograph, `[photos]`, 0..classes−1
 * @returns a name for each class, in label order
 *
 * @example
 * ```ts
 * classNamesOfFolders(['train/tench/1.jpg', 'train/goldfish/2.jpg'], [0, 1], 3); // ['tench', 'goldfish', 'class 2']
 * ```
 */
export function classNamesOfFolders(
  paths: readonly string[],
  labels: ArrayLike<number>,
  classes: number,
): string[] {
  const folders = new Array<string | undefined>(classes);
  const mixed = new Set<number>();
  paths.forEach((path, photo) => {
    const label = labels[photo]!;
    const folder = folderName(path);
    folders[label] ??= folder;
    if (folders[label] !== folder) mixed.add(label);
  });
  const users = new Map<string, number>();
  for (const folder of folders) if (folder) users.set(folder, (users.get(folder) ?? 0) + 1);
  return Array.from(folders, (folder, label) =>
    folder && users.get(folder) === 1 && !mixed.has(label) ? className(folder, label) : className('', label),
  );
}

/** The name of a class as a file has it; 'class 17' where the file has none or, as iNaturalist's, only a number. */
export function className(name: unknown, label: number): string {
  return typeof name === 'string' && /\D/.test(name) ? name : `class ${label}`;
}

function folderName(path: string): string {
  const end = path.lastIndexOf('/');
  return end < 0 ? '' : path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}
