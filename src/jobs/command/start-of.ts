import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { shellWord } from '../log/words';

/**
 * How a person starts a program that lies in a file, from the folder of now.
 *
 * @example
 * ```ts
 * startOf('/home/me/birds/train.ts'); // 'npx tsx train.ts', in /home/me/birds
 * ```
 */
export function startOf(file: string): string {
  return `${/\.[cm]?tsx?$/.test(file) ? 'npx tsx' : 'node'} ${shellWord(relative('', file))}`;
}

/**
 * How a person starts the program that this process was started with: by its file, or by the name that an installed package gives
 * its command.
 *
 * @param name of the command: `mbib`
 * @param started what Node was started with
 */
export function startOfProgram(name: string, started = process.argv[1]): string {
  const file = started === undefined ? undefined : fileOf(started);
  // A link such as node_modules/.bin/mbib is followed: what it leads to lies in the package.
  return file === undefined || file.split(sep).includes('node_modules') ? `npx ${name}` : startOf(file);
}

/** Address of the module that this process was started with, `file://…`; undefined where there is none. */
export function addressOfProgram(started = process.argv[1]): string | undefined {
  const file = started === undefined ? undefined : fileOf(started);
  return file === undefined ? undefined : pathToFileURL(file).href;
}

/** The file that Node was started with, links followed. The ending may be left out. */
function fileOf(started: string): string | undefined {
  for (const ending of ['', '.ts', '.js']) {
    try {
      return realpathSync(started + ending);
    } catch {
      // The next ending.
    }
  }
  return undefined;
}
