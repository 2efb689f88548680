import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { startOf, startOfProgram } from '../../../src/jobs/command/start-of';
import { temporaryFolder } from '../support/temporary-folder';

test.each([
  ['examples/mbib.ts', 'npx tsx examples/mbib.ts'],
  ['dist/cli/mbib.js', 'node dist/cli/mbib.js'],
  ['my jobs/train.ts', "npx tsx 'my jobs/train.ts'"],
])('a program is started by its file: %s', (file, start) => {
  expect(startOf(join(process.cwd(), file))).toBe(start);
});

test('a program of the project is started by its file, its ending or not', () => {
  expect(startOfProgram('mbib', join(process.cwd(), 'examples/mbib.ts'))).toBe('npx tsx examples/mbib.ts');
  expect(startOfProgram('mbib', join(process.cwd(), 'examples/mbib'))).toBe('npx tsx examples/mbib.ts');
});

test('the command of an installed package is started by its name', async () => {
  const folder = await temporaryFolder();
  const installed = join(folder, 'node_modules', 'mbib', 'dist', 'cli');
  await mkdir(installed, { recursive: true });
  await writeFile(join(installed, 'mbib.js'), '');
  await symlink(join(installed, 'mbib.js'), join(folder, 'mbib'));
  expect(startOfProgram('mbib', join(folder, 'mbib'))).toBe('npx mbib');
  await writeFile(join(folder, 'train.js'), '');
  const own = relative('', join(await realpath(folder), 'train.js'));
  expect(startOfProgram('mbib', join(folder, 'train.js'))).toBe(`node ${own}`);
});
