import type { FileKeys } from './file-keys';

/** The name of an option, which may be written as a flag is, too: `val-fraction` is `valFraction`. */
export function optionName(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * The options among the keys of an object, by their names.
 *
 * @param given the keys that are options, as the file writes them
 * @param read what the file has for a key
 * @throws ExperimentError where one is written in both ways: nobody could say which counts
 */
export function optionsOf<Value>(
  keys: FileKeys,
  given: readonly string[],
  read: (key: string) => Value,
): Record<string, Value> {
  const options: Record<string, Value> = {};
  for (const key of given) {
    const name = optionName(key);
    if (Object.hasOwn(options, name)) {
      const other = given.find((each) => each !== key && optionName(each) === name)!;
      keys.fail(key, `is the same option as ${other}: keep one of them`);
    }
    options[name] = read(key);
  }
  return options;
}
