import { cp, link, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cifar100ClassNames } from '../../../../src/jobs/data/cifar100/cifar100-class-names';
import { loadImageFolder } from '../../../../src/jobs/photos/folder/load-image-folder';
import { imageFolder, pictures, pngNamed } from '../../support/image-folder';
import { temporaryFolder } from '../../support/temporary-folder';

/** Which split each path is in. */
async function splitsOf(folder: string, options?: Parameters<typeof loadImageFolder>[1]) {
  const { train, validation, test } = await loadImageFolder(folder, options);
  return {
    ...Object.fromEntries(train.paths.map((path) => [path, 'train'])),
    ...Object.fromEntries(validation.paths.map((path) => [path, 'validation'])),
    ...Object.fromEntries(test.paths.map((path) => [path, 'test'])),
  };
}

describe('classes', () => {
  test('are the folders, in the order of their code units, at any depth', async () => {
    const folder = await imageFolder({
      'b/1.png': true,
      'a/deep/er/1.png': true,
      'Z/1.png': true,
      'é/1.png': true,
      '日本/1.png': true,
    });
    const { train, summary } = await loadImageFolder(folder);
    expect(train.classNames).toEqual(['Z', 'a', 'b', 'é', '日本']);
    expect(train.classes).toBe(5);
    expect(summary.classes[1]).toEqual({ name: 'a', train: 1, validation: 0, test: 0 });
    expect(train.paths.map((path, i) => [path, train.labels[i]])).toEqual([
      ['Z/1.png', 0],
      ['a/deep/er/1.png', 1],
      ['b/1.png', 2],
      ['é/1.png', 3],
      ['日本/1.png', 4],
    ]);
    expect(train.place(2)).toBe('class b');
  });

  test('of one name in two Unicode forms are one', async () => {
    const folder = await imageFolder({ 'train/caf\u00e9/1.png': true, 'train/b/1.png': true });
    await mkdir(join(folder, 'test/cafe\u0301'), { recursive: true });
    await writeFile(join(folder, 'test/cafe\u0301/1.png'), pngNamed('test'));
    const { summary } = await loadImageFolder(folder);
    expect(summary.classes.map(({ name, train, test }) => [name, train, test])).toEqual([
      ['b', 1, 0],
      ['caf\u00e9', 1, 1],
    ]);
  });

  test('3,000 of them, with names of 255 bytes, are read in seconds', { timeout: 60_000 }, async () => {
    const names = Array.from({ length: 3000 }, (_, i) => `${i}-`.padEnd(255, 'x'));
    const folder = await imageFolder(Object.fromEntries(names.map((name) => [`${name}/1.jpg`, true])));
    const started = performance.now();
    const { train, test: tested, summary } = await loadImageFolder(folder);
    expect(performance.now() - started).toBeLessThan(20_000);
    expect([train.classes, train.paths.length, tested.paths.length]).toEqual([3000, 3000, 0]);
    expect(summary.classes.every(({ train }) => train === 1)).toBe(true);
  });

  test('without a picture are none, and told', async () => {
    const folder = await imageFolder(pictures({ cat: 1, dog: 1 }));
    await mkdir(join(folder, 'horse/inside'), { recursive: true });
    const { train, summary } = await loadImageFolder(folder);
    expect(train.classNames).toEqual(['cat', 'dog']);
    expect(summary.emptyClasses).toEqual({ count: 1, first: ['horse'] });
  });
});

describe('the order of a list', () => {
  test('is that of the file names over all classes: an archive keeps its order', async () => {
    const fine = [7, 3, 99, 3, 7, 50, 0];
    const paths = fine.map((label, i) => `${cifar100ClassNames[label]}/${String(i).padStart(5, '0')}.png`);
    const all = cifar100ClassNames.map((name) => `test/${name}/0.png`);
    const train = paths.map((path) => `train/${path}`);
    const folder = await imageFolder(Object.fromEntries([...train, ...all].map((path) => [path, true])));
    const loaded = await loadImageFolder(folder, { fractions: { validation: 0, test: 0.2 } });
    expect(loaded.train.paths).toEqual(train);
    expect([...loaded.train.labels]).toEqual(fine);
    expect(loaded.train.classNames).toEqual(cifar100ClassNames);
  });

  test('does not depend on the order in which files were made', async () => {
    const files = pictures({ cat: 12, dog: 9 });
    const reversed = Object.fromEntries(Object.entries(files).reverse());
    expect(await splitsOf(await imageFolder(reversed))).toEqual(await splitsOf(await imageFolder(files)));
  });
});

describe('a split that is made', () => {
  test.each([
    [1, [1, 0, 0]],
    [2, [1, 0, 1]],
    [3, [2, 0, 1]],
    [4, [3, 0, 1]],
    [5, [3, 1, 1]],
    [10, [7, 1, 2]],
    [40, [28, 4, 8]],
  ])('gives of %i pictures %j to train on, validate and test', async (count, expected) => {
    const { summary } = await loadImageFolder(await imageFolder(pictures({ a: count, b: 3 })));
    const { train, validation, test } = summary.classes[0]!;
    expect([train, validation, test]).toEqual(expected);
    expect(summary.taken).toEqual(['validation', 'test']);
  });

  test('is another one with another seed, and the same with the same', async () => {
    const folder = await imageFolder(pictures({ a: 30, b: 30 }));
    const first = await splitsOf(folder);
    expect(await splitsOf(folder, { splitSeed: 0 })).toEqual(first);
    expect(await splitsOf(folder, { splitSeed: 1 })).not.toEqual(first);
  });

  test('is this one on every machine', async () => {
    const { validation, test: tested } = await loadImageFolder(await imageFolder(pictures({ a: 1, b: 10 })));
    // Shuffled by Python's Mersenne Twister, random.Random(4 << 32 | 1 << 64), in the way of numpy: [2, 7, 4, 5, 8, 9, 3, 0, 6, 1]. The first two are
    // for the test, the third is for the validation.
    expect(tested.paths).toEqual(['b/2.png', 'b/7.png']);
    expect(validation.paths).toEqual(['b/4.png']);
  });

  test('keeps copies of a picture, and links to it, on one side, and uses them all', async () => {
    const folder = await imageFolder(pictures({ a: 10, b: 10 }));
    for (let i = 0; i < 10; i++) {
      await writeFile(join(folder, `a/copy-${i}.png`), pngNamed(`a/${i}.png`));
      await symlink(`${i}.png`, join(folder, `a/link-${i}.png`));
      await link(join(folder, `a/${i}.png`), join(folder, `a/hard-${i}.png`));
    }
    const { summary } = await loadImageFolder(folder);
    expect(summary.classes[0]).toEqual({ name: 'a', train: 28, validation: 4, test: 8 });
    const splits = await splitsOf(folder);
    for (let i = 0; i < 10; i++) {
      const paths = ['', 'copy-', 'link-', 'hard-'].map((kind) => `a/${kind}${i}.png`);
      expect(new Set(paths.map((path) => splits[path])).size).toBe(1);
    }
    expect(summary.copies).toMatchObject({ count: 10, files: 40 });
    expect([summary.links, summary.linksOut]).toEqual([10, 0]);
  });

  test('trains on a picture that stands under two classes, and tells it', async () => {
    const folder = await imageFolder(pictures({ a: 10, b: 3 }));
    for (const i of [0, 1, 2]) await cp(join(folder, `b/${i}.png`), join(folder, `a/b${i}.png`));
    const { summary, train } = await loadImageFolder(folder);
    expect(train.paths.filter((path) => /b\d/.test(path) || path.startsWith('b/'))).toHaveLength(6);
    expect(summary.classes[1]).toEqual({ name: 'b', train: 3, validation: 0, test: 0 });
    expect(summary.underTwoClasses).toMatchObject({ count: 3, files: 6 });
    expect(summary.underTwoClasses.first[0]).toEqual([
      { path: 'b/0.png', className: 'b', split: 'train' },
      { path: 'a/b0.png', className: 'a', split: 'train' },
    ]);
  });

  test('tells large pictures with the same end apart', async () => {
    const end = Buffer.alloc(10_000);
    const folder = await imageFolder({
      'a/1.png': Buffer.concat([pngNamed('1'), end]),
      'a/2.png': Buffer.concat([pngNamed('2'), end]),
      'b/3.png': Buffer.concat([pngNamed('3'), end]),
      'b/4.png': Buffer.concat([pngNamed('3'), end]),
    });
    const { summary } = await loadImageFolder(folder);
    expect(summary.copies.first.map((same) => same.map(({ path }) => path))).toEqual([
      ['b/3.png', 'b/4.png'],
    ]);
    expect(summary.underTwoClasses.count).toBe(0);
  });
});

describe('splits of the folder', () => {
  const of = (...names: string[]) =>
    Object.assign({}, ...names.map((name) => pictures({ [`${name}/cat`]: 20, [`${name}/dog`]: 10 })));

  test.each(['val', 'valid', 'validation', 'Val'])('are train, %s and test', async (name) => {
    const { summary, train } = await loadImageFolder(await imageFolder(of('train', name, 'test')));
    expect(summary).toMatchObject({ given: { train: 'train', validation: name, test: 'test' }, taken: [] });
    expect(summary.classes[0]).toEqual({ name: 'cat', train: 20, validation: 20, test: 20 });
    expect(train.paths[0]).toBe('train/cat/0.png');
  });

  test.each([
    ['validation', ['train', 'test'], [17, 3, 20]],
    ['test', ['train', 'val'], [16, 20, 4]],
    ['validation and test', ['train'], [14, 2, 4]],
  ])('lack %s, which is taken out of train', async (_, names, [train, validation, tested]) => {
    const { summary } = await loadImageFolder(await imageFolder(of(...names)));
    expect(summary.classes[0]).toEqual({ name: 'cat', train, validation, test: tested });
  });

  test('have their classes together, and one may be unseen', async () => {
    const folder = await imageFolder({ ...of('train', 'test'), 'test/owl/1.png': true });
    const { train, test: tested, summary } = await loadImageFolder(folder);
    expect(train.classNames).toEqual(['cat', 'dog', 'owl']);
    expect(tested.classNames).toBe(train.classNames);
    expect(summary.classes[2]).toEqual({ name: 'owl', train: 0, validation: 0, test: 1 });
  });

  test('stay as they are, and a picture in two of them is told', async () => {
    const folder = await imageFolder({
      ...of('train', 'val', 'test'),
      'test/cat/x.png': pngNamed('train/cat/3.png'),
    });
    const { summary } = await loadImageFolder(folder);
    expect(summary.classes[0]).toMatchObject({ train: 20, test: 21 });
    expect(summary.inTwoSplits).toEqual({
      count: 1,
      files: 2,
      first: [
        [
          { path: 'train/cat/3.png', className: 'cat', split: 'train' },
          { path: 'test/cat/x.png', className: 'cat', split: 'test' },
        ],
      ],
    });
  });

  test('may have other folders beside them, which are told', async () => {
    const { summary } = await loadImageFolder(
      await imageFolder({ ...of('train', 'test'), 'raw/cat/1.png': true }),
    );
    expect(summary.beside).toEqual({ count: 1, first: ['raw'] });
  });

  test('are classes where train stands among others', async () => {
    const { train } = await loadImageFolder(await imageFolder(pictures({ boat: 1, plane: 1, train: 1 })));
    expect(train.classNames).toEqual(['boat', 'plane', 'train']);
  });

  test.each([
    [['val', 'test'], `holds "test" and "val", but no folder train. Add it, with a folder for each class.`],
    [
      ['train', 'val', 'valid'],
      `holds "val" and "valid", which are both the validation split. Keep one of them.`,
    ],
  ])('%j are refused', async (names, message) => {
    const folder = await imageFolder(of(...names));
    await expect(loadImageFolder(folder)).rejects.toThrow(`${folder} ${message}`);
  });
});

describe('files', () => {
  test('are pictures by their content, whatever their names', async () => {
    const folder = await imageFolder({
      'a/1': '\xff\xd8\xff',
      'a/2.txt': 'GIF89a',
      'b/3.jpg': 'RIFF1234WEBPVP8 ',
      'b/4.dat': Buffer.from('\0\0\0 ftypavif\0\0\0\0', 'latin1'),
      'b/5.heic': Buffer.from('\0\0\0 ftypheic\0\0\0\0', 'latin1'),
      'b/6.jpg': 'Not a picture.',
      'b/7.jpg': '',
      'b/8.bmp': Buffer.from('BM\x36\x10\0\0\0\0\0\0', 'latin1'),
      'b/9.svg': '<?xml version="1.0"?>\n<svg></svg>',
      'b/z.jpg': Buffer.alloc(100),
      'labels.csv': 'path,label',
    });
    await writeFile(join(folder, 'a/1'), Buffer.from('\xff\xd8\xff\xe0', 'latin1'));
    const { summary } = await loadImageFolder(folder);
    expect(summary.classes.map(({ name, train, test }) => [name, train + test])).toEqual([
      ['a', 2],
      ['b', 2],
    ]);
    expect(summary.unreadable.first.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      'b/5.heic is a HEIC picture, which is not read; convert it to PNG or JPEG',
      'b/6.jpg is no picture',
      'b/7.jpg is empty',
      'b/8.bmp is a BMP picture, which is not read; convert it to PNG or JPEG',
      'b/9.svg is an SVG drawing, which is not read; convert it to PNG or JPEG',
      'b/z.jpg holds zeros only where a picture begins',
    ]);
    expect(summary.notPictures).toEqual({
      count: 1,
      first: [{ path: 'labels.csv', reason: 'is no picture' }],
    });
  });

  test('and folders with names that are not UTF-8 are told', async () => {
    const folder = await imageFolder(pictures({ a: 1, b: 1 }));
    const latin1 = (path: string) => Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path, 'latin1')]);
    await mkdir(latin1('caf\xe9'));
    await mkdir(latin1('a/\xe9'));
    await writeFile(latin1('b/\xe9.png'), pngNamed('x'));
    const { summary } = await loadImageFolder(folder);
    expect(summary.unreadable.first.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      'a/\ufffd has a name that is not UTF-8; rename it',
      'b/\ufffd.png has a name that is not UTF-8; rename it',
      'caf\ufffd has a name that is not UTF-8; rename it',
    ]);
  });

  test('that systems leave behind are passed over', async () => {
    const folder = await imageFolder({
      ...pictures({ a: 1, b: 1 }),
      '.git/1.png': true,
      '__MACOSX/a/._0.png': true,
      'a/.DS_Store': 'x',
      'a/Thumbs.db': 'x',
      'b/desktop.ini': 'x',
      'b/@eaDir/0.png': true,
    });
    const { train, summary } = await loadImageFolder(folder);
    expect(train.paths).toEqual(['a/0.png', 'b/0.png']);
    expect(summary.notPictures.count).toBe(0);
  });

  test('in no class are told and left out', async () => {
    const { summary } = await loadImageFolder(
      await imageFolder({ ...pictures({ a: 1, b: 1 }), 'c.png': true }),
    );
    expect(summary.outside).toEqual({ count: 1, first: ['c.png'] });
  });

  test('are found through links, which may lead out of the folder and in circles', async () => {
    const elsewhere = await imageFolder({ 'owls/1.png': true, 'owls/2.png': true, '3.png': true });
    const folder = await imageFolder(pictures({ cat: 2, dog: 2 }));
    await symlink(join(elsewhere, 'owls'), join(folder, 'owl'));
    await symlink(join(elsewhere, '3.png'), join(folder, 'cat/3.png'));
    await symlink('..', join(folder, 'cat/up'));
    await symlink('.', join(folder, 'cat/here'));
    await symlink('self', join(folder, 'cat/self'));
    await symlink('missing.png', join(folder, 'dog/gone.png'));
    const { train, summary } = await loadImageFolder(folder);
    expect(train.classNames).toEqual(['cat', 'dog', 'owl']);
    expect(summary.classes.map(({ train, test }) => train + test)).toEqual([3, 2, 2]);
    expect([summary.links, summary.linksOut]).toEqual([3, 3]);
    expect(summary.notPictures.first.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      'cat/here is a link to a folder that it lies in, and is not followed',
      'cat/self is a link that leads back to itself',
      'cat/up is a link to a folder that it lies in, and is not followed',
    ]);
    expect(summary.unreadable.first).toEqual([
      { path: 'dog/gone.png', reason: 'is a link that leads nowhere' },
    ]);
  });
});

describe('a folder that cannot be used is answered by a sentence', () => {
  test.each<[string, Record<string, string | true>, string]>([
    [
      'empty',
      {},
      'holds no pictures. It is empty. Give a folder with a folder of pictures for each class: cat/1.jpg, dog/1.jpg.',
    ],
    [
      'without pictures',
      { 'a/notes.txt': 'x' },
      'holds no pictures. What it holds: "a/notes.txt" is no picture. Give',
    ],
    [
      'without classes',
      { '1.png': true, '2.png': true },
      'holds 2 pictures, such as "1.png", but none in a folder of its class.',
    ],
    [
      'of one class',
      { 'cat/1.png': true },
      'has pictures of one class only, "cat", and there is nothing to tell it from.',
    ],
    [
      'in a folder',
      { 'pets/cat/1.png': true, 'pets/dog/1.png': true },
      'Give each class a folder. If its folders "cat", "dog" are the classes, give the folder "pets" itself.',
    ],
  ])('%s', async (_, files, message) => {
    const folder = await imageFolder(files);
    await expect(loadImageFolder(folder)).rejects.toThrow(message);
    await expect(loadImageFolder(folder)).rejects.toThrow(folder);
  });

  test('missing', async () => {
    const folder = join(await temporaryFolder(), 'missing');
    await expect(loadImageFolder(folder)).rejects.toThrow(
      `Cannot read the data folder ${folder}: it or its folder does not exist.`,
    );
  });

  test('a file', async () => {
    const file = join(await imageFolder({ 'a.png': true }), 'a.png');
    await expect(loadImageFolder(file)).rejects.toThrow('it or a part of its path is not a folder');
  });
});

test('options that do not fit are refused', async () => {
  await expect(loadImageFolder('.', { splitSeed: -1 })).rejects.toThrow(
    'options.splitSeed must be a whole number in 0..4294967295, got -1',
  );
  await expect(loadImageFolder('.', { fractions: { validation: 0.5, test: 0.5 } })).rejects.toThrow(
    'options.fractions must be 0 or more and together below 1, got 0.5 and 0.5',
  );
  // @ts-expect-error: an option that there is not
  await expect(loadImageFolder('.', { seed: 1 })).rejects.toThrow(TypeError);
});
