/** More would not make a disk faster, and a process may have only so many files open. */
const AT_ONCE = 16;

/**
 * Calls an asynchronous function for each item, some at a time.
 *
 * @param items what it is called with
 * @param act the function; it is given an item and its place
 * @returns what it resolved to, in the order of the items
 * @throws what the first call that fails threw
 *
 * @example
 * ```ts
 * const sizes = await inParallel(paths, async (path) => (await stat(path)).size);
 * ```
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  act: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  const work = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await act(items[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
  return results;
}
