import { execFileSync } from 'node:child_process';
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { batchesInOrder } from '../../src/jobs/data/batches-in-order';
import { readLabels } from '../../src/jobs/files/classifier/read-labels';
import { readFeatures } from '../../src/jobs/files/features/read-features';
import { loadCifar100 } from '../../src/jobs/files/load-cifar100';
import { readLog } from '../../src/jobs/files/reading/read-log';
import { loadFromFolder } from '../../src/jobs/files/save-model';
import { checkPhotos } from '../../src/jobs/photos/check/check-photos';
import { missingPhotos } from '../../src/jobs/photos/check/missing-photos';
import { loadImageFolder } from '../../src/jobs/photos/folder/load-image-folder';
import { loadImagenetLt } from '../../src/jobs/photos/lists/load-imagenet-lt';
import { readInaturalistJson } from '../../src/jobs/photos/lists/read-inaturalist-json';
import { readListFile } from '../../src/jobs/photos/lists/read-list-file';
import { photoSource } from '../../src/jobs/photos/photo-source';
import { readCheckpoint } from '../../src/jobs/run/checkpoint';
import { picturesAt } from '../../src/jobs/run/classifier/pictures-at';
import { FeatureCache } from '../../src/jobs/run/features/feature-cache';
import { lockFolder } from '../../src/jobs/run/lock/run-lock';
import { photoList, picture } from '../jobs/support/photo-set';
import { temporaryFolder } from '../jobs/support/temporary-folder';

const isLinux = process.platform === 'linux';
/** A wrong path is answered at once. What opens a pipe and waits for it would never answer. */
const SOON = 3000;

async function soon<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('has not answered')), SOON);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function pipe(name = 'pipe'): Promise<string> {
  const path = join(await temporaryFolder(), name);
  execFileSync('mkfifo', [path]);
  return path;
}

/** What is no file: its path, and what is said of it. */
const others: [string, () => Promise<string>, string][] = [
  ['a pipe', pipe, 'it is a pipe or a device, not a file'],
  ['/dev/zero', async () => '/dev/zero', 'it is a pipe or a device, not a file'],
  ['/proc/cpuinfo', async () => '/proc/cpuinfo', 'it is a file of the system, which has no length'],
];

const readers: [string, (path: string) => Promise<unknown>][] = [
  ['an archive', (path) => loadCifar100(path)],
  ['a list', (path) => readListFile(path, '/')],
  ['annotations', (path) => readInaturalistJson(path, '/')],
  ['features', (path) => readFeatures(path)],
  ['labels', (path) => readFeatures('features.npy', { labels: path })],
  ['a checkpoint', (path) => readCheckpoint(path)],
  ['a log', (path) => readLog(path)],
];

describe.runIf(isLinux).each(others)('%s is refused by its name', (_, other, reason) => {
  test.each(readers)('as %s', async (_, read) => {
    const path = await other();
    await expect(soon(read(path))).rejects.toThrow(reason);
    await expect(soon(read(path))).rejects.toThrow(path);
  });

  test('as the data folder', async () => {
    const path = await other();
    for (const read of [loadImagenetLt, loadImageFolder]) {
      await expect(soon(read(path) as Promise<unknown>)).rejects.toThrow(
        `Cannot read the data folder ${path}: it or a part of its path is not a folder.`,
      );
    }
  });

  test('as a picture to predict', async () => {
    const path = await other();
    const { problems } = await soon(picturesAt([path]));
    expect(problems).toMatchObject([{ path }]);
    expect(problems[0]!.reason).toMatch(/^is (not a file|no picture)$/);
  });

  test('as a listed picture, by a link that is followed', async () => {
    const root = await temporaryFolder();
    await symlink(await other(), join(root, 'a.jpg'));
    const list = { ...photoList(root, ['a.jpg']), linksOut: true };
    const { problems } = await soon(checkPhotos({ list }, { workers: 1 }));
    expect(problems.map(({ reason }) => reason).join()).toMatch(/^is (not a file|empty)$/);
  });
});

describe.runIf(isLinux)('a pipe', () => {
  test.each<[string, (folder: string) => Promise<unknown>]>([
    ['labels.json', (folder) => readLabels(folder)],
    ['model.json', (folder) => loadFromFolder(folder).load!()],
    ['lock-0123456789abcdef.json', (folder) => lockFolder(folder)],
  ])('as %s of a folder', async (name, read) => {
    const path = await pipe(name);
    await expect(soon(read(dirname(path)))).rejects.toThrow(`${path}: it is a pipe or a device, not a file`);
  });

  test('in a cache of features, which is passed over', async () => {
    const cache = new FeatureCache(dirname(await pipe('0.safetensors')), 2, () => {});
    expect(await soon(cache.read(new Set(['a'])))).toEqual(new Map());
  });

  test('as a list of a data folder', async () => {
    const folder = await temporaryFolder();
    for (const name of ['train', 'val', 'test'])
      execFileSync('mkfifo', [join(folder, `ImageNet_LT_${name}.txt`)]);
    await expect(soon(loadImagenetLt(folder))).rejects.toThrow(
      /ImageNet_LT_train\.txt: it is a pipe or a device, not a file/,
    );
  });

  test('among the pictures of a folder, also by a link', async () => {
    const folder = await temporaryFolder();
    for (const name of ['cat', 'dog']) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, '1.png'), await picture(9, 9).png().toBuffer());
    }
    execFileSync('mkfifo', [join(folder, 'cat/2.png')]);
    await symlink(await pipe(), join(folder, 'dog/2.png'));
    const { summary } = await soon(loadImageFolder(folder));
    expect(summary.unreadable.first).toEqual([
      { path: 'cat/2.png', reason: 'is not a file' },
      { path: 'dog/2.png', reason: 'is not a file' },
    ]);
  });
});

test.runIf(isLinux)('folders of the system are refused, and links to them not followed', async () => {
  await expect(soon(loadImageFolder('/proc'))).rejects.toThrow('/proc is a folder of the system');
  const folder = await temporaryFolder();
  for (const name of ['cat', 'dog']) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, '1.png'), await picture(9, 9).png().toBuffer());
  }
  await symlink('/proc', join(folder, 'cat/proc'));
  const { summary } = await soon(loadImageFolder(folder));
  expect(summary.notPictures.first).toEqual([
    { path: 'cat/proc', reason: 'is a folder of the system, which holds no pictures, and is not followed' },
  ]);
});

/** Pictures that no decoder takes, between two that it does. */
async function hugePictures() {
  const root = await temporaryFolder();
  const good = await picture(30, 20).png().toBuffer();
  const line = { width: 1, height: 1_100_000, channels: 3 as const, background: '#888' };
  const files: Record<string, Buffer> = {
    '1.png': good,
    '2.png': good,
    '3.png': await sharp({ create: line }).png({ compressionLevel: 1 }).toBuffer(),
    '4.png': good,
  };
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(root, name), bytes);
  // The content of a file that is 3 GiB long takes no space.
  await truncate(join(root, '2.png'), 3 * 2 ** 30);
  return photoList(root, Object.keys(files));
}

test('pictures of gigabytes are told by their names, and left out where that is asked for', async () => {
  const list = await hugePictures();
  const reasons = [
    ['2.png', 'has 3.0 GiB, and a picture may have 1.0'],
    ['3.png', 'is too large (1 × 1100000 pixels)'],
  ];
  const transform = { imageSize: 1024, mean: [0, 0, 0], std: [1, 1, 1], workers: 1 } as const;
  const skipped: string[][] = [];
  const onSkip = ({ path, reason }: { path: string; reason: string }) => skipped.push([path, reason]);
  const source = photoSource(list, { ...transform, skipBadImages: true, onSkip });
  const read: number[] = [];
  for await (const { indices } of batchesInOrder(source, 4)) read.push(...indices);
  expect(read).toEqual([0, 3]);
  expect(skipped).toEqual(reasons);
  const strict = batchesInOrder(photoSource(list, transform), 4);
  await expect(strict[Symbol.asyncIterator]().next()).rejects.toThrow(
    'train.txt, line 2: 2.png has 3.0 GiB, and a picture may have 1.0.',
  );
  const { problems } = await checkPhotos({ list }, { workers: 1 });
  expect(problems.map(({ path }) => path)).toContain('2.png');
  expect((await missingPhotos({ list })).problems).toEqual([]);
});
