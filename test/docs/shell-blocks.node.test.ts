import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { job as cifar100 } from '../../examples/cifar100-lt';
import { job as digits } from '../../examples/digits';
import { job as folder } from '../../examples/folder';
import { job as imagenetLt } from '../../examples/imagenet-lt';
import { job as inaturalist2018 } from '../../examples/inaturalist2018';
import { runCommand } from '../../src/jobs/command/run-command';

// The command as it is, which stops before it does what the words ask for.
const parsed = vi.hoisted(() => ({ program: undefined as Command | undefined }));
vi.mock('../../src/jobs/command/parse-and-exit', () => ({
  parseAndExit: (program: Command) => {
    parsed.program = program;
  },
}));

const root = fileURLToPath(new URL('../../', import.meta.url));
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !/^(api|\.vitepress)\//.test(name))
    .map((name) => `docs/${name}`),
];

/** The shell blocks of the documentation, by page and line. */
const blocks = pages.flatMap((page) => {
  const text = readFileSync(root + page, 'utf8');
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => ({
    name: `${page}:${text.slice(0, match.index).split('\n').length}`,
    code: match[1]!,
  }));
});

/** The commands of a block: lines that are continued are one, comments are gone, `&&` and `|` join two, and a variable is a number. */
function commandsOf(code: string): string[] {
  return code
    .replaceAll(/\\\n\s*/g, ' ')
    .replaceAll(/"?\$(\{\{.*?\}\}|\w+)"?/g, '1')
    .split(/\n|&&|\|/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
}

const { scripts, devDependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
/** What users may install beside mbib that this repository does not. */
const alsoInstalled = /^(mbib|@tensorflow\/tfjs-node(-gpu)?)$/;

/** What is wrong with a command, or undefined. */
function fault(command: string): string | undefined {
  const words = command.split(/\s+/).filter((word) => !/^[A-Z_]+=/.test(word));
  const [tool, first, ...rest] = words;
  if (tool === 'npx' && first === 'mbib') return faultOfMbib(rest);
  if (tool === 'npx' && first === 'tsx') return faultOfScript(rest);
  if (tool === 'npm' && first === 'run')
    return scripts[rest[0]!] ? undefined : `there is no script ${rest[0]}`;
  if (tool === 'npm' && first === 'install') {
    const names = rest
      .filter((word) => !word.startsWith('-'))
      .map((word) => word.replace(/(?<=.)@[\d.]+$/, ''));
    return names.find((name) => !devDependencies[name] && !alsoInstalled.test(name));
  }
  return undefined;
}

function faultOfScript([file, ...words]: string[]): string | undefined {
  if (file === 'examples/mbib.ts') return faultOfMbib(words);
  if (/^(examples|test|scripts)\//.test(file!))
    return existsSync(root + file) ? undefined : `there is no ${file}`;
  // A program that the page above it tells the reader to write or to copy.
  return /^[\w-]+\.ts$/.test(file!) ? undefined : `${file} is no program`;
}

function faultOfMbib(words: string[]): string | undefined {
  try {
    parsed.program!.parse(words, { from: 'user' });
    return undefined;
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    return /^commander\.(help|version)/.test(code ?? '') ? undefined : message;
  }
}

/** Lets a command and those below it check their words and do nothing. */
function doNothing(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
  if (command.commands.length === 0) command.action(() => {});
  for (const below of command.commands) doNothing(below);
}

beforeAll(async () => {
  await runCommand([folder, cifar100, imagenetLt, inaturalist2018, digits] as never);
  doNothing(parsed.program!);
});

describe('the shell blocks of the documentation', () => {
  test('are found', () => {
    expect(blocks.length).toBeGreaterThan(30);
  });

  test('are shell that bash can read', () => {
    const all = blocks.map(({ code }) => code).join('\n');
    expect(execFileSync('bash', ['-n'], { input: all, encoding: 'utf8' })).toBe('');
  });

  test('call commands, scripts, files and packages that there are, with options that they have', () => {
    const faults = blocks.flatMap(({ name, code }) =>
      commandsOf(code).flatMap((command) => {
        const found = fault(command);
        return found === undefined ? [] : [`${name}: ${command}: ${found}`];
      }),
    );
    expect(faults).toEqual([]);
  });

  test('would be refused with an option that does not exist', () => {
    expect(fault('npx mbib train digits --epohcs 3')).toMatch(/epohcs/);
    expect(fault('npm run no-such-script')).toMatch(/no-such-script/);
    expect(fault('npx tsx test/no-such-file.ts')).toMatch(/no-such-file/);
  });
});
