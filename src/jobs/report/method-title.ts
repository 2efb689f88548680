/**
 * What the methods of some runs are called, by the names that logs have for them, in the order in which a report has them. A method that is not
 * among them keeps its name and comes last.
 */
export type MethodTitles = Readonly<Record<string, MethodTitle>>;

/** What a report needs to know of a method. */
export interface MethodTitle {
  /** What people call it: 'Cross entropy'. */
  readonly title: string;
  /** The number of the colour that is its own on every page, from 0. Left out, it has one that no other on the page has. */
  readonly colour?: number;
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

/** How many colours style.css has for series: from `--series-0` on, no two of them alike. */
export const SERIES_COLOURS = 24;

/**
 * The numbers of the colours that methods without one of their own get, and further series of a method. Those that methods have for
 * themselves come after the first few.
 */
const FREE_COLOURS = [
  ...[4, 5, 6, 7, 8, 3, 2, 1, 0],
  ...Array.from({ length: SERIES_COLOURS - 9 }, (_, i) => 9 + i),
];

/**
 * The colours of the series of one page, as CSS has them. The first series of a method with a colour of its own has that one on every page;
 * the others have colours that are left, in the order of `titles`. Up to 24 series have a colour each; of more, some share one.
 *
 * @param names of the methods of the series, in any order; a method may be there several times
 * @param titles of the methods: `methods` of `mbib/jobs`
 *
 * @example
 * ```ts
 * import { methods, seriesColours } from 'mbib/jobs';
 *
 * seriesColours(['lade', 'mbib'], methods); // ['var(--series-4)', 'var(--series-3)']
 * ```
 */
export function seriesColours(names: readonly string[], titles: MethodTitles): string[] {
  const own = (name: string) => (Object.hasOwn(titles, name) ? titles[name]!.colour : undefined);
  const numbers = names.map((name, i) => (names.indexOf(name) === i ? own(name) : undefined));
  const byRank = names.map((_, i) => i);
  byRank.sort((a, b) => methodRank(names[a]!, titles) - methodRank(names[b]!, titles) || a - b);
  for (const [place, i] of byRank.entries()) {
    const left = FREE_COLOURS.find((number) => !numbers.includes(number));
    numbers[i] ??= left ?? FREE_COLOURS[place % FREE_COLOURS.length]!;
  }
  return numbers.map((number) => `var(--series-${number})`);
}
