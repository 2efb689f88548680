/**
 * What the methods of some runs are called, by the names that logs have for them, from the baseline to MBIB. A method that is not
 * among them keeps its name and comes last.
 */
export type MethodTitles = Readonly<Record<string, MethodTitle>>;

/** What a report needs to know of a method. */
export interface MethodTitle {
  /** What people call it: 'Cross entropy'. */
  readonly title: string;
  /** What people call its options, by their names. An option that is not among them keeps its name. */
  readonly options?: Readonly<Record<string, OptionTitle>>;
}

/** What a report needs to know of an option of a method. */
export interface OptionTitle {
  /** What people call it: 'β'. */
  readonly title: string;
}

/**
 * What people call a method; a name that is none of `titles` stays as it is.
 *
 * @param titles of the methods: `methods` of `mbib/jobs`
 *
 * @example
 * ```ts
 * import { methods, methodTitle } from 'mbib/jobs';
 *
 * methodTitle('ce', methods); // 'Cross entropy'
 * ```
 */
export function methodTitle(name: string, titles: MethodTitles): string {
  return Object.hasOwn(titles, name) ? titles[name]!.title : name;
}

/**
 * The place of a method in `titles`, 0 for the baseline; other names come after all of them.
 *
 * @example
 * ```ts
 * import { methodRank, methods } from 'mbib/jobs';
 *
 * ['mbib', 'ce'].sort((a, b) => methodRank(a, methods) - methodRank(b, methods)); // ['ce', 'mbib']
 * ```
 */
export function methodRank(name: string, titles: MethodTitles): number {
  const names = Object.keys(titles);
  const rank = names.indexOf(name);
  return rank === -1 ? names.length : rank;
}

/**
 * What people call an option of some method; a name that is none of theirs stays as it is.
 *
 * @example
 * ```ts
 * import { methods, optionTitle } from 'mbib/jobs';
 *
 * optionTitle('beta', methods); // 'β'
 * ```
 */
export function optionTitle(name: string, titles: MethodTitles): string {
  const known = Object.values(titles).map(({ options = {} }) => new Map(Object.entries(options)).get(name));
  return known.find((option) => option !== undefined)?.title ?? name;
}
