import { execFileSync } from 'node:child_process';
import { lstat, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeFileAtomically } from '../../../src/jobs/files/atomic-file';
import { temporaryFolder } from '../support/temporary-folder';

test('a file is replaced as a whole, and nothing else is left in its folder', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'metrics.json');
  await writeFile(path, 'the old content, which is longer');

  await writeFileAtomically(path, 'new');

  expect(await readFile(path, 'utf8')).toBe('new');
  expect(await readdir(folder)).toEqual(['metrics.json']);
});

test('what a killed process left half-written is no obstacle', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'metrics.json');
  await writeFile(`${path}.part`, 'half a fi');

  await writeFileAtomically(path, 'new');

  expect(await readFile(path, 'utf8')).toBe('new');
});

test.runIf(process.platform === 'linux')('a full disk is a sentence, and the old file stays', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'metrics.json');
  await writeFile(path, 'old');
  await symlink('/dev/full', `${path}.part`);

  await expect(writeFileAtomically(path, 'new')).rejects.toThrow(
    `Cannot write ${path}: no space is left on the disk.`,
  );

  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['metrics.json']);
});

test.skipIf(process.platform === 'win32')('a named pipe, also by a link, is not replaced', async () => {
  const folder = await temporaryFolder();
  const [pipe, link] = ['pipe', 'link'].map((name) => join(folder, name)) as [string, string];
  execFileSync('mkfifo', [pipe]);
  await symlink(pipe, link);

  for (const path of [pipe, link]) {
    await expect(writeFileAtomically(path, 'new')).rejects.toThrow(
      `Cannot write ${path}: it is a pipe or a device, not a file.`,
    );
  }

  expect((await lstat(pipe)).isFIFO()).toBe(true);
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect((await readdir(folder)).sort()).toEqual(['link', 'pipe']);
});

test('a folder that does not exist is named', async () => {
  const path = join(await temporaryFolder(), 'nowhere', 'metrics.json');
  await expect(writeFileAtomically(path, '')).rejects.toThrow(
    `Cannot write ${path}: it or its folder does not exist.`,
  );
});
