import { flagOf } from './flag-of';

/**
 * A message in which the options of a command are called as its command line calls them. The library calls an option
 * `options.imageSize`, or `imageSize` where its message begins with it, as 'imageSize must …' does. Other names stay as they are: they are no
 * options that a person at a terminal could change.
 *
 * @param options names of the options that the command has
 *
 * @example
 * ```ts
 * withFlags('options.imageSize must be a multiple of 4, got 30', ['imageSize']); // '--image-size must be a multiple of 4, got 30'
 * ```
 */
export function withFlags(message: string, options: readonly string[]): string {
  const flag = (name: string) => (options.includes(name) ? flagOf(name) : name);
  const unknown = /^options must hold ([\w, ]+) only(.*), got (\w+)$/s.exec(message);
  if (unknown) {
    const [, known, why, given] = unknown;
    const names = known!.split(', ').map(flag);
    return `There is no ${flag(given!)} here${why}: the options are ${names.join(', ')}`;
  }
  return message
    .replace(/^(\w+)(?= must )/, flag)
    .replaceAll(/\boptions\.(\w+)(?!\w|\.\w|\[)/g, (whole, name) =>
      options.includes(name) ? flagOf(name) : whole,
    );
}
