import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkPhotos } from '../../../../src/jobs/photos/check/check-photos';
import { loadImageFolder } from '../../../../src/jobs/photos/folder/load-image-folder';
import { imageFolder } from '../../support/image-folder';
import { photoList, photoSet, picture } from '../../support/photo-set';
import { temporaryFolder } from '../../support/temporary-folder';

const png = (seed: number, width = 30, height = 20) => picture(width, height, seed).png().toBuffer();

/** Lists with something wrong. */
async function badLists() {
  const root = await temporaryFolder();
  const [a, b, c] = await Promise.all([png(1), png(2), png(3)]);
  await photoSet(root, {
    'a.png': a,
    'b.png': b,
    'copy.png': a,
    'c.png': c,
    'empty.png': Buffer.alloc(0),
    'cut.png': c.subarray(0, c.length - 100),
    'text.png': Buffer.from('Not a picture.'),
    'narrow.png': await png(4, 30, 7),
  });
  await symlink('/etc/hostname', join(root, 'out.png'));
  const train = photoList(root, ['a.png', 'cut.png', 'b.png', 'empty.png', 'narrow.png', 'out.png']);
  const test = photoList(root, ['text.png', 'copy.png', 'gone.png', 'c.png', 'cut.png']);
  return { train: { ...train, file: 'train.txt' }, test: { ...test, file: 'test.txt' } };
}

test('what is wrong is told of each photograph of each list', async () => {
  const { files, problems } = await checkPhotos(await badLists(), { workers: 2 });
  expect(files).toBe(10);
  const told = problems.map(
    ({ list, file, place, path, reason }) => `${list} ${file} ${place} ${path} ${reason}`,
  );
  expect(told.map((text) => text.replace(/ \(.+\)$| of \/.+$/s, ''))).toEqual([
    'train train.txt line 2 cut.png cannot be decoded',
    'train train.txt line 4 empty.png is empty',
    'train train.txt line 5 narrow.png has only 30 × 7 pixels',
    'train train.txt line 6 out.png is a link that leads out',
    'test test.txt line 1 text.png cannot be decoded',
    'test test.txt line 3 gone.png does not exist',
    'test test.txt line 5 cut.png cannot be decoded',
  ]);
});

test('photographs with the same content are told with their lists and classes', async () => {
  const { same } = await checkPhotos(await badLists(), { workers: 2 });
  expect(same).toEqual([
    [
      { list: 'train', path: 'a.png', className: 'even' },
      { list: 'test', path: 'copy.png', className: 'odd' },
    ],
  ]);
  expect((await checkPhotos(await badLists(), { workers: 2, duplicates: false })).same).toEqual([]);
});

test('a photograph that is listed twice is decoded once and told as the same', async () => {
  const root = await temporaryFolder();
  const list = await photoSet(root, { 'a.png': await png(1) });
  const { files, same } = await checkPhotos({ train: list, test: list }, { workers: 1 });
  expect(files).toBe(1);
  expect(same[0]!.map(({ list }) => list)).toEqual(['train', 'test']);
});

test('the smallest size is an option', async () => {
  const root = await temporaryFolder();
  const list = await photoSet(root, { 'a.png': await png(1, 3, 2), 'b.png': await png(1, 2000, 1) });
  expect((await checkPhotos({ list }, { workers: 1, smallest: 1 })).problems).toEqual([]);
  expect(
    (await checkPhotos({ list }, { workers: 1, smallest: 3 })).problems.map(({ reason }) => reason),
  ).toEqual(['has only 3 × 2 pixels', 'has only 2000 × 1 pixels']);
});

test('a folder of one’s own is read as it is for a training, and its progress told', async () => {
  const elsewhere = await imageFolder({ 'owl.png': await png(7) });
  const files = Array.from({ length: 300 }, (_, i) => [`${i % 2 ? 'cat' : 'dog'}/${i}.png`, i] as const);
  const bytes = await Promise.all(files.map(async ([path, seed]) => [path, await png(seed, 8, 8)] as const));
  const folder = await imageFolder(Object.fromEntries(bytes));
  await symlink(join(elsewhere, 'owl.png'), join(folder, 'cat/owl.png'));
  const { train, validation, test } = await loadImageFolder(folder);
  const progress: number[][] = [];
  const onProgress = (...numbers: number[]) => progress.push(numbers);
  const check = await checkPhotos({ train, validation, test }, { workers: 2, onProgress });
  expect(check).toEqual({ files: 301, problems: [], same: [] });
  expect(progress.at(-1)).toEqual([301, 301]);
  expect(progress.length).toBeGreaterThan(1);
});

describe('what cannot be checked', () => {
  test('is a folder that does not exist', async () => {
    const list = photoList(await temporaryFolder(), ['a.png']);
    await rm(list.root, { recursive: true });
    await expect(checkPhotos({ list })).rejects.toThrow(
      'the folder of the photographs of train.txt, does not exist',
    );
  });

  test('is checked with options that there are', async () => {
    await expect(checkPhotos({}, { smallest: 0 })).rejects.toThrow(
      'options.smallest must be a whole number of at least 1',
    );
    // @ts-expect-error: no lists
    await expect(checkPhotos(undefined)).rejects.toThrow('lists must be lists by their names, got undefined');
  });
});
