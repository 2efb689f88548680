import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MissingImagesError } from '../../../../src/jobs/photos/check/missing-images-error';
import { missingPhotos } from '../../../../src/jobs/photos/check/missing-photos';
import { photoFiles } from '../../../../src/jobs/photos/reading/photo-files';
import { findPhotos } from '../../../../src/jobs/run/photo-job';
import type { RunEvent } from '../../../../src/jobs/run/run-events';
import { photoList } from '../../support/photo-set';
import { temporaryFolder } from '../../support/temporary-folder';

/** Files, links and what else can lie where a list names a photograph; the links lead to `elsewhere`. */
async function folders() {
  const [root, elsewhere] = [await temporaryFolder(), await temporaryFolder()];
  for (const folder of ['a', 'b/c', 'd/folder.jpg', 'real'])
    await mkdir(join(root, folder), { recursive: true });
  for (const file of ['a/1.jpg', 'b/c/2.jpg', 'real/3.jpg', 'top.jpg']) await writeFile(join(root, file), '');
  for (const file of ['4.jpg', '5.jpg']) await writeFile(join(elsewhere, file), '');
  await symlink(join(elsewhere, '4.jpg'), join(root, 'a/out.jpg'));
  await symlink(elsewhere, join(root, 'out'));
  await symlink(join(root, 'real'), join(root, 'in'));
  await symlink('nowhere', join(root, 'a/dangling.jpg'));
  await symlink('loop', join(root, 'loop'));
  await symlink('.', join(root, 'a/self'));
  return { root, elsewhere };
}

const there = ['a/1.jpg', 'b/c/2.jpg', 'b//c/./2.jpg', 'in/3.jpg', 'top.jpg', 'a/self/self/self/1.jpg'];
const gone: [string, string | RegExp][] = [
  ['a/2.jpg', 'does not exist'],
  ['nothing/1.jpg', 'does not exist'],
  ['top.jpg/1.jpg', 'does not exist'],
  ['a/dangling.jpg', 'does not exist'],
  ['loop/1.jpg', /^cannot be read \(/],
  ['d/folder.jpg', 'is not a file'],
];
const out = ['a/out.jpg', 'out/4.jpg'];

test('files that are there are found, and others told as a reader would', async () => {
  const { root, elsewhere } = await folders();
  const list = photoList(root, [...there, ...gone.map(([path]) => path), ...out]);
  const { files, problems } = await missingPhotos({ list });
  expect(files).toBe(list.paths.length);
  const told = problems.map(({ place, path, reason }) => [place, path, reason]);
  expect(told).toEqual([
    ...gone.map(([path, reason], i) => [
      `line ${there.length + i + 1}`,
      path,
      typeof reason === 'string' ? reason : expect.stringMatching(reason),
    ]),
    ...out.map((path, i) => [
      `line ${there.length + gone.length + i + 1}`,
      path,
      `is a link that leads out of ${root}, to ${elsewhere}/4.jpg`,
    ]),
  ]);
  const bytesOf = photoFiles(root);
  for (const { path, reason } of problems) expect(() => bytesOf(path)).toThrow(reason);
});

test('links that lead out are followed where that is asked for', async () => {
  const { root } = await folders();
  const list = { ...photoList(root, [...there, ...out, 'out/6.jpg']), linksOut: true };
  const { problems } = await missingPhotos({ list });
  expect(problems.map(({ path }) => path)).toEqual(['out/6.jpg']);
});

test('of thousands of files that are missing in one folder, all are told, and those that are there found', async () => {
  const root = await temporaryFolder();
  await mkdir(join(root, 'a'));
  const paths = Array.from({ length: 3000 }, (_, i) => `a/${i}.jpg`);
  for (let i = 0; i < paths.length; i += 10) await writeFile(join(root, paths[i]!), '');
  const { problems } = await missingPhotos({ list: photoList(root, paths) });
  expect(problems.length).toBe(2700);
});

test('a job stops at missing images before it starts, or takes them out of its lists and tells which', async () => {
  const { root } = await folders();
  const lists = {
    train: photoList(root, ['a/1.jpg']),
    test: photoList(root, ['val/1.jpg', 'val/\u001b[2J', 'a/1.jpg']),
  };
  const told: RunEvent[] = [];
  const context = { tell: (event: RunEvent) => told.push(event) };
  const stopped = findPhotos(lists, {}, context);
  await expect(stopped).rejects.toThrow(MissingImagesError);
  await expect(stopped).rejects.toThrow(
    '2 listed images cannot be read (the lists name 3 files): train.txt, line 1: val/1.jpg does not exist; train.txt, line 2: ' +
      '"val/\\u001b[2J" does not exist.',
  );
  expect(told).toEqual([]);
  const there = await findPhotos(lists, { skipBadImages: true }, context);
  const skipped = { type: 'skipped', file: 'train.txt', reason: 'does not exist' };
  expect(told).toEqual([
    { type: 'note', text: '2 of 4 listed images are missing.' },
    { ...skipped, place: 'line 1', path: 'val/1.jpg' },
    { ...skipped, place: 'line 2', path: 'val/\u001b[2J' },
  ]);
  expect(there.train).toMatchObject({ paths: ['a/1.jpg'], leftOut: 0 });
  expect(there.test).toMatchObject({ paths: ['a/1.jpg'], leftOut: 2 });
  expect(there.test.place(0)).toBe('line 3');
  await rm(join(root, 'a/1.jpg'));
  await expect(findPhotos(lists, { skipBadImages: true }, context)).rejects.toThrow(
    'No image of the list train is there. 4 listed images cannot be read (the lists name 3 files)',
  );
});

test('images that are missing are not left out where a list would be empty', async () => {
  const { root } = await folders();
  const lists = { train: photoList(root, ['a/1.jpg']), test: photoList(root, ['val/1.jpg']) };
  const finding = findPhotos(lists, { skipBadImages: true }, { tell: () => {} });
  const error = await finding.catch((thrown) => thrown);
  expect(error).toBeInstanceOf(MissingImagesError);
  expect(error.emptyList).toBe('test');
  expect(error.message).toMatch(/^No image of the list test is there\. 1 listed image cannot be read /);
});
