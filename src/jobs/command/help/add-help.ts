import type { Command } from 'commander';
import { shellWord } from '../../log/words';
import { commandLine } from '../terminal/command-line';
import { helpWidth, type Terminal, terminalOf } from '../terminal/terminal';
import { wrapLine } from '../terminal/wrap';

/** What a help says below the options. */
export interface HelpBelow {
  /** Ways to call the command: the words behind its name, and what they do. */
  examples: readonly (readonly [words: readonly string[], what: string])[];
  /** Where to read on: a path in the package, or an address. */
  guide?: string | undefined;
  /** Further sections for a width, each with a heading as its first line. */
  sections?: (width: number) => readonly string[];
}

/**
 * Adds to the help of a command, below its options: further sections, examples, and where to read on.
 *
 * @param start how a person starts the command: `npx mbib report`
 */
export function addHelp(command: Command, start: string, { examples, guide, sections }: HelpBelow): Command {
  return command.addHelpText('after', ({ error }) => {
    const stream = error ? process.stderr : process.stdout;
    const width = helpWidth(stream);
    const { colours } = terminalOf(stream);
    const shown = examples.map(([words, what]) =>
      example([start, ...words.map(shellWord)], what, width, colours),
    );
    const read = guide === undefined ? [] : [`Read on:\n${readOn(guide, width)}`];
    const parts = [...(sections?.(width) ?? []), `Examples:\n${shown.join('\n')}`, ...read];
    return `\n${parts.map((part) => withBoldHeading(part, colours)).join('\n\n')}`;
  });
}

function example(
  words: readonly string[],
  what: string,
  width: number,
  { dim }: Terminal['colours'],
): string {
  const comment = wrapLine(`# ${what}`, width - 2, '# ').split('\n');
  const lines = comment.map((line) => dim(`  ${line}`));
  return [...lines, commandLine(words, width)].join('\n');
}

/** A guide lies in the package; an address is what it is. */
function readOn(guide: string, width: number): string {
  const isInPackage = guide.startsWith('docs/') || guide === 'README.md';
  const lines = isInPackage ? [guide, '(in node_modules/mbib where it is installed)'] : [guide];
  const line = `  ${lines.join(' ')}`;
  return line.length <= width ? line : lines.map((each) => wrapLine(`  ${each}`, width, '  ')).join('\n');
}

function withBoldHeading(text: string, { bold }: Terminal['colours']): string {
  const [heading, ...lines] = text.split('\n');
  return [bold(heading!), ...lines].join('\n');
}
