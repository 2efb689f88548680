import { isHidden } from '../unzip';

/** Where a picture belongs by the folders that it lies in. */
export type Place =
  | { kind: 'picture'; className: string; part: 'train' | 'test' | undefined }
  | { kind: 'left out'; why: string }
  /** A hidden file, of which nobody needs to hear. */
  | { kind: 'hidden' };

type Part = 'train' | 'validation' | 'test';

const partNames: Record<string, Part> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  test: 'test',
  testing: 'test',
};

const partOf = (name: string): Part | undefined => partNames[name.toLowerCase()];

/**
 * Finds the class of every file by its path. A folder has a sub-folder for each class, or `train`, `val` and `test` with a
 * sub-folder for each class in them; a folder of pictures alone is a class. Folders around these are passed over.
 *
 * @param paths of all files that were chosen together, each from a chosen folder or archive on
 * @returns the place of each
 */
export function placesOf(paths: readonly string[]): Place[] {
  const places = new Map<string, Found>();
  const roots = new Map<string, string[][]>();
  for (const path of paths) {
    if (isHidden(path)) continue;
    const [root, ...rest] = path.split('/');
    if (rest.length === 0) continue;
    if (!roots.has(root!)) roots.set(root!, []);
    roots.get(root!)!.push(rest);
  }
  const partRoots = [...roots.keys()].filter((root) => partOf(root)).length;
  for (const [root, rests] of roots) {
    const isPart = partRoots > 1 && partOf(root) !== undefined;
    const found = isPart ? rests.map((rest) => inPart(partOf(root)!, rest)) : inFolder(root, rests);
    for (const [i, rest] of rests.entries()) places.set([root, ...rest].join('/'), found[i]!);
  }
  const hasTest = [...places.values()].some((found) => typeof found === 'object' && found.part === 'test');
  return paths.map((path) => {
    if (isHidden(path)) return { kind: 'hidden' };
    return placed(places.get(path) ?? 'it lies in no folder, and the folder names the class', hasTest);
  });
}

/** A class and a part of the split; or why there is none. */
type Found = { className: string; part: Part | undefined } | string;

function placed(found: Found, hasTest: boolean): Place {
  if (typeof found === 'string') return { kind: 'left out', why: found };
  const { className, part } = found;
  if (part !== 'validation') return { kind: 'picture', className, part };
  if (!hasTest) return { kind: 'picture', className, part: 'test' };
  const why = 'it is to validate, which nothing is chosen by here: there are test pictures besides';
  return { kind: 'left out', why };
}

function inFolder(root: string, rests: readonly string[][]): Found[] {
  let depth = 0;
  // A folder in a folder, as archives have it, says nothing.
  while (rests.every((rest) => rest.length > depth + 2 && rest[depth] === rests[0]![depth])) depth++;
  const inner = rests.map((rest) => rest.slice(depth));
  const folders = new Set(inner.filter(({ length }) => length > 1).map(([first]) => first!));
  if (folders.size === 0) return inner.map(() => ({ className: root, part: undefined }));
  const isSplit = folders.size > 1 && [...folders].every((folder) => partOf(folder));
  return inner.map((rest) => {
    if (rest.length === 1) return beside;
    return isSplit ? inPart(partOf(rest[0]!)!, rest.slice(1)) : { className: rest[0]!, part: undefined };
  });
}

const beside = 'it lies beside the folders of the classes';

function inPart(part: Part, rest: readonly string[]): Found {
  return rest.length > 1 ? { className: rest[0]!, part } : beside;
}
