import type { Collection, OwnPicture } from './collection';

const TEST_SHARE = 0.25;

/**
 * Chooses the pictures to test on. Where folders named `test` were given, it is the pictures in them. Otherwise it is a quarter of each
 * class, rounded, and at least one of a class of two or more: those whose hashes are the smallest, so that the same pictures are always
 * divided in the same way, and another picture more changes one place at most. A class of one picture has none. A picture that stands
 * under two classes is trained on: as a test picture it would be wrong one time whatever is predicted.
 *
 * @returns the ids of the test pictures
 */
export function testPictures({ classes }: Collection): Set<number> {
  const all = classes.flatMap(({ pictures }) => pictures);
  if (all.some(({ part }) => part === 'test')) {
    return new Set(all.filter(({ part }) => part === 'test').map(({ id }) => id));
  }
  const uses = new Map<string, number>();
  for (const { hash } of all) uses.set(hash, (uses.get(hash) ?? 0) + 1);
  return new Set(classes.flatMap(({ pictures }) => chosenOf(pictures, uses)));
}

function chosenOf(pictures: readonly OwnPicture[], uses: ReadonlyMap<string, number>): number[] {
  if (pictures.length < 2) return [];
  const held = Math.max(1, Math.round(TEST_SHARE * pictures.length));
  return pictures
    .filter(({ hash }) => uses.get(hash) === 1)
    .sort((first, second) => (first.hash < second.hash ? -1 : 1))
    .slice(0, Math.min(held, pictures.length - 1))
    .map(({ id }) => id);
}
