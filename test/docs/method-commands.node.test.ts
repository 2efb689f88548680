import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { job as cifar100 } from '../../examples/cifar100-lt';
import { addJob } from '../../src/jobs/command/add-job';
import { flagOf } from '../../src/jobs/command/flag-of';
import { type Method, methodNames, methods } from '../../src/jobs/nets/methods';
import type { Job } from '../../src/jobs/run/job';

const folder = fileURLToPath(new URL('../../docs/methods/', import.meta.url));
const pages = (await readdir(folder)).filter((name) => name.endsWith('.md'));
const textOf = (page: string) => readFile(`${folder}${page}`, 'utf8');

/** The words of the commands of a page that train CIFAR-100-LT. */
function commandsOf(text: string): string[][] {
  const lines = text.match(/^npx mbib train cifar100-lt .*$/gm) ?? [];
  return lines.map((line) =>
    line
      .replace(/\s+#.*$/, '')
      .split(/\s+/)
      .slice(4),
  );
}

/** What the command's options are, without training anything. */
function parse(words: string[]): Record<string, unknown> {
  const command = addJob(new Command('cifar100-lt'), cifar100 as unknown as Job);
  command.exitOverride().configureOutput({ writeErr: () => {} });
  let given: Record<string, unknown> | undefined;
  command.action((options) => {
    given = options;
  });
  command.parse(words, { from: 'user' });
  return given!;
}

test('every command of the pages is one that the program takes', async () => {
  const commands = (await Promise.all(pages.map(textOf))).flatMap(commandsOf);
  expect(commands.length).toBeGreaterThan(9);
  for (const words of commands) expect(methodNames).toContain(parse(words).method ?? 'mbib');
  expect(() => parse(['--data', 'x', '--method', 'none'])).toThrow();
});

test.each(methodNames)('docs/methods has %s, and every option of its own', async (name) => {
  const table = (await textOf('README.md')).split('\n## Commands')[1]!;
  const rowOf = (method: string) =>
    table.split('\n').find((line) => line.split('|')[1]?.includes(`\`${method}\``));
  const row = rowOf(name);
  expect(row).toBeDefined();
  // A row may say that it has the options of another one.
  const [, as] = /as `([\w-]+)`/.exec(row!.split('|')[3]!) ?? [];
  const told = as === undefined ? row! : rowOf(as)!;
  const { options }: Method = methods[name];
  for (const option of Object.keys(options)) expect(told).toContain(`\`${flagOf(option)}\``);
});

test('each page of a loss of another paper that can be trained by name has its command', async () => {
  const named = new Set(
    (await Promise.all(pages.map(textOf))).flatMap(commandsOf).map((words) => parse(words).method),
  );
  const expected = methodNames.filter((name) => (methods[name] as Method).group === 'Losses of other papers');
  // On the page of LDAM-DRW, both of its halves are named in the text.
  expect(expected.filter((name) => !named.has(name))).toEqual(['ce-drw', 'ldam']);
});
