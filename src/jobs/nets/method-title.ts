import { type Method, methodNames, methods } from './methods';

/**
 * What people call a method; a name that is none of {@link methods} stays as it is.
 *
 * @example
 * ```ts
 * methodTitle('ce'); // 'Cross entropy'
 * ```
 */
export function methodTitle(name: string): string {
  return (methods as Record<string, Method>)[name]?.title ?? name;
}

/** The place of a method in {@link methods}, 0 for the baseline; other names come after all of them. */
export function methodRank(name: string): number {
  const rank = (methodNames as readonly string[]).indexOf(name);
  return rank === -1 ? methodNames.length : rank;
}
