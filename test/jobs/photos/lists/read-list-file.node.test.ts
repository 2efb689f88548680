import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readListFile } from '../../../../src/jobs/photos/lists/read-list-file';
import { temporaryFolder } from '../../support/temporary-folder';

async function written(content: string | Uint8Array): Promise<string> {
  const file = join(await temporaryFolder(), 'ImageNet_LT_train.txt');
  await writeFile(file, content);
  return file;
}

async function read(content: string | Uint8Array, options = {}) {
  return readListFile(await written(content), '/data', options);
}

const good = 'train/n01440764/a.JPEG 0\ntrain/n01443537/b.JPEG 1\n';

describe('readListFile reads', () => {
  test('paths, labels, places and classes named after their folders', async () => {
    const list = await read(`${good}train/n01440764/c.JPEG 0\n`);
    expect(list).toMatchObject({ root: '/data', classes: 2, classNames: ['n01440764', 'n01443537'] });
    expect(list.paths).toEqual([
      'train/n01440764/a.JPEG',
      'train/n01443537/b.JPEG',
      'train/n01440764/c.JPEG',
    ]);
    expect(list.labels).toEqual(Int32Array.from([0, 1, 0]));
    expect(list.file).toMatch(/ImageNet_LT_train\.txt$/);
    expect([0, 1, 2].map(list.place)).toEqual(['line 1', 'line 2', 'line 3']);
  });

  test.each([
    ['Windows line ends', good.replaceAll('\n', '\r\n')],
    ['line ends by CR alone', good.replaceAll('\n', '\r')],
    ['a byte order mark', `\uFEFF${good}`],
    ['no line end at the end', good.trimEnd()],
    ['tabs and several spaces', good.replaceAll(' ', ' \t ')],
    ['spaces around the line', good.replaceAll('\n', '  \n  ')],
    ['blank lines at the end', `${good}\n \r\n\n`],
  ])('the same with %s', async (_, content) => {
    const list = await read(content);
    expect(list.paths).toEqual(['train/n01440764/a.JPEG', 'train/n01443537/b.JPEG']);
    expect([...list.labels]).toEqual([0, 1]);
    expect([0, 1].map(list.place)).toEqual(['line 1', 'line 2']);
  });

  test('paths with spaces and beyond ASCII, digits at their end included', async () => {
    const list = await read('train/great grey owl/a 7.jpg 0\ntrain/Bärlauch/photo 3 1\n');
    expect(list.paths).toEqual(['train/great grey owl/a 7.jpg', 'train/Bärlauch/photo 3']);
    expect(list.classNames).toEqual(['great grey owl', 'Bärlauch']);
  });

  test('the true line of each photograph where blank lines stand between', async () => {
    const list = await read('\na.jpg 0\n\n\nb.jpg 0\nc.jpg 0\n\n');
    expect([0, 1, 2].map(list.place)).toEqual(['line 2', 'line 5', 'line 6']);
  });

  test.each([
    ['one folder for all classes', 'val/a.jpg 0\nval/b.jpg 1\n'],
    ['no folders', 'a.jpg 0\nb.jpg 1\n'],
    ['several folders for a class', 'owl/a.jpg 0\nelm/b.jpg 1\neagle owl/c.jpg 0\noak/d.jpg 1\n'],
    ["iNaturalist's numbers", 'Aves/2853/a.jpg 0\nAves/2854/b.jpg 1\n'],
  ])('classes by number where folders do not name them: %s', async (_, content) => {
    expect((await read(content)).classNames).toEqual(['class 0', 'class 1']);
  });

  test('a list that does not show every class, where their number is given', async () => {
    const list = await read(good, { classes: 4 });
    expect(list.classes).toBe(4);
    expect(list.classNames).toEqual(['n01440764', 'n01443537', 'class 2', 'class 3']);
  });

  test('the 437,513 lines of iNaturalist 2018 in seconds', async () => {
    const lines = Array.from(
      { length: 437_513 },
      (_, i) => `train_val2018/Plantae/${i % 8142}/${i}.jpg ${i % 8142}`,
    );
    const file = await written(lines.join('\n'));
    const start = performance.now();
    const list = await readListFile(file, '/data');
    //
    expect(performance.now() - start).toBeLessThan(5000);
    expect([list.labels.length, list.classes]).toEqual([437_513, 8142]);
  });
});

describe('readListFile refuses', () => {
  test.each([
    ['a line without a label', 'train/a.jpg', 'no label at the end of "train/a.jpg". A line is `path label`'],
    ['a line whose last word is no number', 'my photo.jpg', 'no label at the end of "my photo.jpg"'],
    ['a label without a path', '5', 'no label at the end of "5"'],
    ['a label below 0', 'a.jpg -1', 'the label must be a whole number from 0 to 999999, got "-1".'],
    ['a broken label', 'a.jpg 1.5', 'the label must be a whole number from 0 to 999999, got "1.5".'],
    [
      'a label beyond any data set',
      'a.jpg 4000000000',
      'the label must be a whole number from 0 to 999999, got 4000000000.',
    ],
    [
      'a path that leads out',
      '../a.jpg 0',
      `the path "../a.jpg" has '..', which may lead out of the data folder.`,
    ],
    ['a label after a comma', 'a.jpg,0', 'no label at the end of "a.jpg,0"'],
  ])('%s, by its line', async (_, line, message) => {
    await expect(read(`a.jpg 0\n\n${line}\nb.jpg 1\n`)).rejects.toThrow(
      `ImageNet_LT_train.txt, line 3: ${message}`,
    );
  });

  test('a label beyond the classes that there are', async () => {
    await expect(read(good, { classes: 1 })).rejects.toThrow(
      'ImageNet_LT_train.txt, line 2: the label must be a whole number from 0 to 0 (classes: 1), got 1.',
    );
  });

  test.each([
    ['in one line', '{"images": [{"id": 1}], "annotations": []}'],
    ['in several', '{\n  "images": [\n'],
  ])('JSON %s', async (_, content) => {
    await expect(read(content)).rejects.toThrow('The file looks like JSON, which is not read as a list.');
  });

  test('a long line without filling the screen', async () => {
    const { message } = await read(`[${'x'.repeat(1e6)}`).catch((error) => error);
    expect(message).toContain(`line 1: no label at the end of "[${'x'.repeat(79)}…".`);
  });

  test.each([
    ['a photograph', Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])],
    ['UTF-16', Buffer.from(`\uFEFF${good}`, 'utf16le')],
  ])('%s in place of a list', async (_, content) => {
    await expect(read(content)).rejects.toThrow('ImageNet_LT_train.txt is not UTF-8 text');
  });

  test('UTF-16 without its mark, by its zero bytes', async () => {
    await expect(read(Buffer.from(good, 'utf16le'))).rejects.toThrow('ImageNet_LT_train.txt, line 1: ');
  });

  test('an empty file and one of blank lines', async () => {
    await expect(read('')).rejects.toThrow('ImageNet_LT_train.txt is empty; download it again.');
    await expect(read('\n \n')).rejects.toThrow('ImageNet_LT_train.txt lists no photographs. A line is');
  });

  test('a path where no file is', async () => {
    const folder = await temporaryFolder();
    await expect(readListFile(join(folder, 'none.txt'), folder)).rejects.toThrow(
      /^Cannot read .*none\.txt: it or its folder does not exist\.$/,
    );
    await expect(readListFile(folder, folder)).rejects.toThrow(/^Cannot read .*: it is a folder\.$/);
  });

  test('a file that no string can hold, before reading it', async () => {
    const file = await written('');
    await truncate(file, 2 ** 30);
    await expect(readListFile(file, '/data')).rejects.toThrow(
      'ImageNet_LT_train.txt has 1024 MB and Node reads a text of at most 512 MB',
    );
  });
});

test('lines of a hundred thousand spaces, and paths longer than any, end at once', async () => {
  const gap = ' '.repeat(100_000);
  const start = performance.now();
  expect((await read(`${gap}a${gap}b.jpg${gap}0${gap}\n`, {}).catch((error) => error)).message).toMatch(
    /line 1: the path ".+ is longer than 4096 characters/,
  );
  expect((await read(`${gap}a.jpg${gap}0${gap}\n`)).paths).toEqual(['a.jpg']);
  await expect(read(`${'../'.repeat(100_000)}a 0\n`)).rejects.toThrow('is longer than 4096 characters');
  expect(performance.now() - start).toBeLessThan(2000);
});

test('an escape sequence in a line is written out', async () => {
  await expect(read('../\u001b[2J\u009b.jpg 0\n')).rejects.toThrow('"../\\u001b[2J\\u009b.jpg"');
  await expect(read('\u001b[2J\n')).rejects.toThrow('"\\u001b[2J"');
});
