import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitOf } from '../../../src/jobs/files/commit-of';
import { temporaryFolder } from '../support/temporary-folder';

test('a checkout has a commit, which is marked where a file differs from it', async () => {
  const folder = await temporaryFolder();
  const git = (...words: string[]) => {
    const person = ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...person, ...words], { cwd: folder, encoding: 'utf8' }).trim();
  };
  git('init', '-q');
  await writeFile(join(folder, 'a.txt'), 'first');
  git('add', '.');
  git('commit', '-q', '--no-verify', '-m', 'first');
  const commit = git('rev-parse', 'HEAD');

  expect(await commitOf(folder)).toBe(commit);
  await writeFile(join(folder, 'new.txt'), 'not tracked');
  expect(await commitOf(folder)).toBe(commit);
  await writeFile(join(folder, 'a.txt'), 'second');
  expect(await commitOf(folder)).toBe(`${commit}-dirty`);
});

test('a folder outside a checkout has none', async () => {
  expect(await commitOf(await temporaryFolder())).toBeUndefined();
});
