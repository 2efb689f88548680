import type { MethodRegistry } from '../../nets/method-registry';
import { type Method, methods } from '../../nets/methods';
import { flagOf } from '../flag-of';

/**
 * The methods for a help: a line each with its name, its title and the options of losses that it reads, under the headings of the
 * registry.
 *
 * @param registry the methods
 *
 * @example
 * ```ts
 * methodsHelp(); // 'Methods:\n  ce    Cross entropy\n …'
 * ```
 */
export function methodsHelp(registry: MethodRegistry = methods): string {
  const entries = Object.entries(registry);
  const width = Math.max(...entries.map(([name]) => name.length));
  const headingOf = ({ group = 'Methods' }: Method) => group;
  const headings = new Set(['Methods', ...Object.values(registry).map(headingOf)]);
  return [...headings]
    .map((heading) => {
      const lines = entries
        .filter(([, entry]) => headingOf(entry) === heading)
        .map(([name, { title, options }]) => {
          const flags = Object.keys(options).map(flagOf).join(' ');
          return `  ${name.padEnd(width)}  ${flags ? `${title}: ${flags}` : title}`;
        });
      return [`${heading}:`, ...lines].join('\n');
    })
    .join('\n\n');
}
