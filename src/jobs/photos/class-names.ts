/**
 * Names of the classes of a list, which has none: the folder of a class's photographs where they share one that no other
 * class uses, as ImageNet's synsets do, else 'class 17'.
 *
 * @param paths `[photos]`, with forward slashes
 * @param labels `[photos]`, 0..classes−1
 * @returns `classes` names, in label order
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

/** A name, or 'class 17' where there is none: iNaturalist's are numbers. */
export function className(name: unknown, label: number): string {
  return typeof name === 'string' && /\D/.test(name) ? name : `class ${label}`;
}

function folderName(path: string): string {
  const end = path.lastIndexOf('/');
  return end < 0 ? '' : path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}
