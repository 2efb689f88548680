/**
 * Compares two texts by their UTF-16 code units, for `sort`. Unlike `localeCompare` it says the same on every machine.
 *
 * @returns below 0 where `a` comes first, above 0 where `b` does, 0 where they are the same
 *
 * @example
 * ```ts
 * ['b', 'a', 'Z'].sort(compareText); // ['Z', 'a', 'b']
 * ```
 */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
