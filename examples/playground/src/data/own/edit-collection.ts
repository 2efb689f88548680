import type { LeftOut } from '../../state/playground-data';
import { type Collection, MOST_CLASSES, type OwnClass, type OwnPicture } from './collection';

/** A picture and the class that it is added to. */
export interface NewPicture {
  className: string;
  picture: OwnPicture;
}

/**
 * Adds pictures to the classes of their names, which are made where there are none. A picture that its class has already is left out, and
 * so is one of a class more than there may be.
 */
export function addPictures(collection: Collection, added: readonly NewPicture[]): Collection {
  const classes = new Map(collection.classes.map((each) => [each.name, { ...each }]));
  const leftOut: LeftOut[] = [];
  let nextId = idAfter(collection);
  for (const { className, picture } of added) {
    const known = classes.get(className);
    if (!known && classes.size >= MOST_CLASSES) {
      leftOut.push({ path: picture.path, why: `there are more than ${MOST_CLASSES} classes` });
      continue;
    }
    const own = known ?? { id: nextId++, name: className, pictures: [] };
    classes.set(className, own);
    const same = own.pictures.find(({ hash }) => hash === picture.hash);
    if (same) leftOut.push({ path: picture.path, why: `it is the same picture as ${same.path}` });
    else own.pictures = [...own.pictures, picture];
  }
  return { ...collection, classes: [...classes.values()], leftOut: [...collection.leftOut, ...leftOut] };
}

/** Says of files that they were left out. */
export function leaveOut(collection: Collection, files: readonly LeftOut[]): Collection {
  return { ...collection, leftOut: [...collection.leftOut, ...files] };
}

/** Adds a class without pictures, named 'Class 3' where it is the third. */
export function addClass(collection: Collection): Collection {
  const names = new Set(collection.classes.map(({ name }) => name));
  let number = collection.classes.length + 1;
  while (names.has(`Class ${number}`)) number++;
  const own: OwnClass = { id: idAfter(collection), name: `Class ${number}`, pictures: [] };
  return { ...collection, classes: [...collection.classes, own] };
}

/** Gives a class another name. An empty one changes nothing; that of another class merges the two. */
export function renameClass(collection: Collection, id: number, name: string): Collection {
  const trimmed = name.trim();
  const other = collection.classes.find((each) => each.name === trimmed);
  if (trimmed === '' || other?.id === id) return collection;
  if (other) return mergeClasses(collection, id, other.id);
  const classes = collection.classes.map((each) => (each.id === id ? { ...each, name: trimmed } : each));
  return { ...collection, classes };
}

/** Moves the pictures of a class to another class and removes the empty one. */
export function mergeClasses(collection: Collection, from: number, into: number): Collection {
  const [source, target] = [from, into].map((id) => collection.classes.find((each) => each.id === id));
  if (!source || !target || from === into) return collection;
  const moved = source.pictures.map((picture) => ({ className: target.name, picture }));
  return addPictures(removeClass(collection, from), moved);
}

/** Removes a class and its pictures. */
export function removeClass(collection: Collection, id: number): Collection {
  return { ...collection, classes: collection.classes.filter((each) => each.id !== id) };
}

/** Removes a picture; its class stays. */
export function removePicture(collection: Collection, id: number): Collection {
  const classes = collection.classes.map((each) => ({
    ...each,
    pictures: each.pictures.filter((picture) => picture.id !== id),
  }));
  return { ...collection, classes };
}

/** A number that no class has had: ids are not used again, as a collection only loses classes from its list. */
function idAfter({ classes }: Collection): number {
  return classes.reduce((most, { id }) => Math.max(most, id + 1), 0);
}
