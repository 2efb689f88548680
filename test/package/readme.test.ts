import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { emptyProject, npmInstall, repository, run } from './consumer';
import { fencedBlocks, keeps, linkTargets, promised } from './markdown';

const readme = readFileSync(join(repository, 'README.md'), 'utf8');
const blocks = fencedBlocks(readme);
const examples = blocks.filter(({ language }) => language === 'js');

let project: string;

beforeAll(async () => {
  project = emptyProject();
  await npmInstall(project, ...installLine());
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

test('README has blocks to run', () => {
  expect(examples.length).toBeGreaterThanOrEqual(2);
});

describe('what README prints under a block, in a new project with its own install line', () => {
  test.each(examples.map((block, index) => [index + 1, block] as const))('block %i', async (index, block) => {
    const file = `block-${index}.js`;
    writeFileSync(join(project, file), block.code);
    expectPromised(await run(project, 'node', file), promised(block));
  });
});

test('README and docs link to nothing that is missing where they are read, in the package', () => {
  const folder = join(project, 'node_modules/mbib');
  const pages = [
    'README.md',
    ...readdirSync(join(folder, 'docs'), { recursive: true }).map((name) => `docs/${name}`),
  ];
  const missing = pages
    .filter((page) => page.endsWith('.md'))
    .flatMap((page) =>
      linkTargets(readFileSync(join(folder, page), 'utf8'))
        .filter((target) => !/^([a-z]+:|#)/.test(target))
        .filter((target) => !existsSync(join(folder, dirname(page), target.replace(/[#?].*/, ''))))
        .map((target) => `${page} → ${target}`),
    );
  expect(missing).toEqual([]);
});

/** The packages of README's first install line, with the tarball in the place of mbib. */
function installLine(): string[] {
  const shell = blocks.filter(({ language }) => language === 'sh').map(({ code }) => code);
  const line = /^npm install (.*\bmbib\b.*)$/m.exec(shell.join('\n'));
  if (!line) throw new Error('README has no line `npm install mbib …`');
  return line[1]!.split(' ').map((name) => (name === 'mbib' ? inject('tarball') : name));
}

/** Expects a script to print these lines, and no others. */
function expectPromised(printed: string, lines: string[]): void {
  const got = printed.trimEnd().split('\n');
  const kept = got.length === lines.length && lines.every((line, index) => keeps(got[index]!, line));
  // As a difference to read, where it is one.
  if (!kept) expect(got).toEqual(lines);
}
