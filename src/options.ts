import { type Check, rejectType, show } from './checks';

/** One option of a function: `check` throws for a value that it cannot have. An option without a `default` must be given. */
export interface Option<T, Default = T> {
  readonly check: Check<T>;
  readonly default?: Default;
}

/** Options by their names. */
// biome-ignore lint/suspicious/noExplicitAny: options of any type stand in one specification.
export type Specification = Readonly<Record<string, Option<any, unknown>>>;

type ValueOf<O> = O extends { check: Check<infer T>; default: infer Default }
  ? T | Default
  : O extends { check: Check<infer T> }
    ? T
    : never;

/** What {@link resolveOptions} returns for a specification: the value of each option, given or default. */
export type Resolved<S> = { -readonly [Name in keyof S]: ValueOf<S[Name]> };

/**
 * Reads an options object: checks every option that is given and fills in the defaults of the others. All functions of this
 * library read their options by it. Inherited properties do not count, and an option that is `undefined` counts as not given.
 *
 * @param options what the caller gave
 * @param known the options that there are
 * @param argument the name of the object in messages
 * @throws TypeError where an option is unknown, missing or of another type
 * @throws RangeError where its value does not fit
 */
export function resolveOptions<const S extends Specification>(
  options: object | undefined,
  known: S,
  argument = 'options',
): Resolved<S> {
  const names = Object.keys(known);
  // Nor a list, a Map or a Promise, whose own keys say nothing of what they hold.
  if (
    options !== undefined &&
    !/^\[object (Object|Module)\]$/.test(Object.prototype.toString.call(options))
  ) {
    const content = names.length > 0 ? `an object with ${names.join(', ')}` : 'an empty object';
    rejectType(argument, `be ${content}`, show(options));
  }
  const given = new Map<string, unknown>(Object.entries(options ?? {}));
  for (const name of given.keys()) {
    if (!Object.hasOwn(known, name)) {
      rejectType(argument, names.length > 0 ? `hold ${names.join(', ')} only` : 'be empty', name);
    }
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
