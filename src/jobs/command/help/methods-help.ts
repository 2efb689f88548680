import type { MethodRegistry } from '../../nets/method-registry';
import { type Method, methods } from '../../nets/methods';
import { flagOf } from '../flag-of';
import { joinWithin, wrapLine } from '../terminal/wrap';

/** Where the titles of methods would have less room than this beside the names, they stand below them. */
const LEAST_BESIDE = 34;

/**
 * The methods for a help, each with its name, its title and the options of losses that it reads, in sections with the headings of the
 * registry.
 *
 * @param width of the lines in characters
 * @param registry the methods
 *
 * @example
 * ```ts
 * methodsHelp(80)[0]; // 'Methods:\n  ce    Cross entropy\n …'
 * ```
 */
export function methodsHelp(width: number, registry: MethodRegistry = methods): string[] {
  const entries = Object.entries(registry);
  const longest = Math.max(...entries.map(([name]) => name.length));
  const isBelow = width - longest - 4 < LEAST_BESIDE;
  const indent = ' '.repeat(isBelow ? 6 : longest + 4);
  const headingOf = ({ group = 'Methods' }: Method) => group;
  const headings = new Set(['Methods', ...Object.values(registry).map(headingOf)]);
  return [...headings].map((heading) => {
    const lines = entries
      .filter(([, entry]) => headingOf(entry) === heading)
      .map(([name, entry]) => {
        const text = linesOf(entry, width - indent.length).join(`\n${indent}`);
        return isBelow ? `  ${name}\n${indent}${text}` : `  ${name.padEnd(longest)}  ${text}`;
      });
    return [`${heading}:`, ...lines].join('\n');
  });
}

/** 'BIB: --beta --gamma', broken where it is too long. */
function linesOf({ title, options, needsTeacher }: Method, width: number): string[] {
  const flags = [...(needsTeacher ? ['teacher'] : []), ...Object.keys(options)].map(flagOf);
  if (flags.length === 0) return wrapLine(title, width).split('\n');
  return joinWithin(
    [...title.split(' ').slice(0, -1), `${title.split(' ').at(-1)}:`, ...flags],
    ' ',
    width,
  ).split('\n');
}
