import { type Check, rejectType, show } from './checks';

/** What an option may be: `check` throws for any other value. Without a `default` the option has to be given. */
export interface Option<T, Default = T> {
  readonly check: Check<T>;
  readonly default?: Default;
}

// biome-ignore lint/suspicious/noExplicitAny: any type of option, each with its own.
type Specification = Readonly<Record<string, Option<any, unknown>>>;

type ValueOf<O> = O extends { check: Check<infer T>; default: infer Default }
  ? T | Default
  : O extends { check: Check<infer T> }
    ? T
    : never;

/** The options of a specification: each as it was given, or its default. */
export type Resolved<S> = { -readonly [Name in keyof S]: ValueOf<S[Name]> };

/**
 * The one way in which this library reads options. Only the object's own keys count; `undefined` stands for an option that is
 * not given.
 *
 * @param argument what the messages call the object
 * @throws TypeError where an option is unknown, missing or of another type
 * @throws RangeError where its value does not fit
 */
export function resolveOptions<const S extends Specification>(
  options: object | undefined,
  known: S,
  argument = 'options',
): Resolved<S> {
  const names = Object.keys(known);
  if (options !== undefined && (typeof options !== 'object' || options === null || Array.isArray(options))) {
    rejectType(argument, `be an object with ${names.join(', ')}`, show(options));
  }
  const given = new Map<string, unknown>(Object.entries(options ?? {}));
  for (const name of given.keys()) {
    if (!Object.hasOwn(known, name)) rejectType(argument, `hold ${names.join(', ')} only`, name);
  }
  const resolved = names.map((name) => {
    const option = known[name]!;
    const value = given.get(name);
    if (value !== undefined) {
      option.check(`${argument}.${name}`, value);
      return [name, value];
    }
    if (!('default' in option)) rejectType(`${argument}.${name}`, 'be given', 'nothing');
    return [name, option.default];
  });
  return Object.fromEntries(resolved);
}
