import { assertClassIds, isList, rejectType, show } from '../../checks';

/** Throws unless these are places in a list of so many entries: whole numbers of at least 0 and below `count`, in an array. */
export function assertPlaces(argument: string, places: ArrayLike<number>, count: number): void {
  if (!isList(places)) rejectType(argument, 'be an array of places', show(places));
  assertClassIds(argument, places, count);
}
