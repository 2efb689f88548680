import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { commitOf, commitOfRoot } from '../../../src/jobs/files/commit/commit-of';
import { ownCommit } from '../../../src/jobs/files/commit/own-commit';
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
  expect(await commitOfRoot(folder)).toBe(`${commit}-dirty`);

  // As an installed package lies in its user's repository, whose commit is not its own.
  const installed = join(folder, 'node_modules', 'mbib');
  await mkdir(installed, { recursive: true });
  expect(await commitOfRoot(installed)).toBeUndefined();
});

test('the commit of a run is that of mbib, whatever folder it is started in', async () => {
  const own = await commitOf(process.cwd());
  const elsewhere = await temporaryFolder();
  const stand = vi.spyOn(process, 'cwd').mockReturnValue(elsewhere);
  try {
    expect(await ownCommit()).toBe(own);
  } finally {
    stand.mockRestore();
  }
});

test('a folder outside a checkout has none', async () => {
  expect(await commitOf(await temporaryFolder())).toBeUndefined();
});
