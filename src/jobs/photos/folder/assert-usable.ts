import { DataError } from '../../data/data-error';
import { quoted } from '../../data/text/quoted';
import type { FoundFolder } from './read-image-folder';

/** How many names a message has. */
const shown = 3;

/**
 * Checks that all folders of classes can be read, and that there are pictures of enough classes.
 *
 * @param folder the data folder, for the message
 * @param leastClasses 2 to train, 1 to evaluate
 * @throws DataError where it has not; the message says what there is and what to do
 *
 * @example
 * ```ts
 * assertUsable('/data/pets', await readImageFolder('/data/pets'));
 * ```
 */
export function assertUsable(folder: string, found: FoundFolder, leastClasses: 1 | 2 = 2): void {
  if (found.lostFolders.length > 0) throw new DataError(folder, `${folder} ${lost(found)}`);
  const classes = new Set(found.pictures.map(({ className }) => className));
  if (classes.size >= leastClasses) return;
  throw new DataError(folder, `${folder} ${classes.size === 1 ? oneClass(found) : noClass(found)}`);
}

/** Training would go on without these classes, and nobody would see it in its figures. */
function lost({ lostFolders }: FoundFolder): string {
  const those = lostFolders.slice(0, shown).map(({ path, reason }) => `${quoted(path)} ${reason}`);
  const folders =
    lostFolders.length === 1 ? 'a folder of a class' : `${lostFolders.length} folders of classes`;
  const [them, they] = lostFolders.length === 1 ? ['it', 'it is'] : ['them', 'they are'];
  return (
    `holds what may be ${folders} and cannot be read: ${those.join('; ')}${more(lostFolders.length)}. ` +
    `Make ${them} readable, or take ${them} out of the folder if ${they} not wanted.`
  );
}

function oneClass({ pictures }: FoundFolder): string {
  const { className, split } = pictures[0]!;
  // An archive often unpacks to a folder in a folder.
  const depth = split === undefined ? 1 : 2;
  const nested = pictures.map(({ path }) => path.split('/')).filter(({ length }) => length > depth + 1);
  const folders = [...new Set(nested.map((parts) => parts[depth]!))];
  const hint =
    folders.length > 1
      ? ` If its folders ${named(folders)} are the classes, give the folder ${quoted(className)} itself.`
      : '';
  return `has pictures of one class only, ${quoted(className)}, and there is nothing to tell it from. Give each class a folder.${hint}`;
}

function noClass({ outside, leftOut, emptyClasses }: FoundFolder): string {
  if (outside.length > 0) {
    return `holds ${outside.length} pictures, such as ${named(outside.slice(0, 1))}, but none in a folder of its class. Give each class a folder: cat/1.jpg, dog/1.jpg.`;
  }
  const files = leftOut.map(({ path, reason }) => `${quoted(path)} ${reason}`);
  const there =
    files.length > 0
      ? ` What it holds: ${files.slice(0, shown).join('; ')}${more(files.length)}.`
      : emptyClasses.length > 0
        ? ` Its folders, such as ${named(emptyClasses.slice(0, 1))}, are empty.`
        : ' It is empty.';
  return `holds no pictures.${there} Give a folder with a folder of pictures for each class: cat/1.jpg, dog/1.jpg.`;
}

function named(names: readonly string[]): string {
  return `${names
    .slice(0, shown)
    .map((name) => quoted(name))
    .join(', ')}${more(names.length)}`;
}

function more(count: number): string {
  return count > shown ? ` and ${count - shown} more` : '';
}
