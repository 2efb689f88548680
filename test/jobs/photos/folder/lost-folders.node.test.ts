import type * as files from 'node:fs/promises';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { DataError } from '../../../../src/jobs/data/data-error';
import { loadImageFolder } from '../../../../src/jobs/photos/folder/load-image-folder';
import { imageFolder, pictures } from '../../support/image-folder';

// Tests may run as root, who may read everything: a folder called locked is one that its reader may not look into.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof files>();
  const readdir = async (path: string, ...rest: []) => {
    if (path.endsWith('locked'))
      throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    return real.readdir(path, ...rest);
  };
  return { ...real, readdir };
});

/** What is said of a folder that is refused. */
async function refusal(folder: string): Promise<string> {
  const error = await loadImageFolder(folder).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(DataError);
  return error.message;
}

test('the folder of a class that may not be read is an error, and not a class less', async () => {
  const folder = await imageFolder(pictures({ cat: 2, dog: 2, locked: 2 }));
  expect(await refusal(folder)).toBe(
    `${folder} holds what may be a folder of a class and cannot be read: "locked" cannot be read (permission is denied). ` +
      'Make it readable, or take it out of the folder if it is not wanted.',
  );
});

test('so is that of a split, and that of a class in it', async () => {
  const folder = await imageFolder(
    pictures({ 'train/cat': 2, 'train/dog': 2, 'train/locked': 1, 'test/cat': 1 }),
  );
  expect(await refusal(folder)).toContain('"train/locked" cannot be read');
  await symlink('nowhere', join(folder, 'val'));
  expect(await refusal(folder)).toContain(
    '"val" is a link that leads nowhere; "train/locked" cannot be read',
  );
});

test('links in the place of classes that lead nowhere, or to themselves, are an error', async () => {
  const folder = await imageFolder(pictures({ cat: 2, dog: 2 }));
  for (const name of ['emu', 'fox', 'gnu', 'yak']) await symlink('nowhere', join(folder, name));
  await symlink('self', join(folder, 'self'));
  expect(await refusal(folder)).toBe(
    `${folder} holds what may be 5 folders of classes and cannot be read: "emu" is a link that leads nowhere; "fox" is a link that leads ` +
      'nowhere; "gnu" is a link that leads nowhere and 2 more. Make them readable, or take them out of the folder if they are not wanted.',
  );
});

test('a folder inside a class that may not be read is told, and a lost link that is named like a picture', async () => {
  const folder = await imageFolder(pictures({ cat: 2, dog: 2, 'dog/locked': 1 }));
  await symlink('nowhere', join(folder, 'gone.png'));
  const { summary } = await loadImageFolder(folder);
  expect(summary.unreadable.first.map(({ path }) => path)).toEqual(['dog/locked', 'gone.png']);
});
