import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeImageFolder } from '../../../../src/jobs/command/folder/describe-image-folder';
import { suggestedBounds } from '../../../../src/jobs/command/folder/suggested-bounds';
import type {
  FolderClass,
  ImageFolderSummary,
} from '../../../../src/jobs/photos/folder/image-folder-summary';
import { loadImageFolder } from '../../../../src/jobs/photos/folder/load-image-folder';
import { imageFolder, pictures, pngNamed } from '../../support/image-folder';

const linesOf = async (folder: string, bounds?: { many: number; few: number }) => {
  const { summary } = await loadImageFolder(folder);
  return describeImageFolder(summary, bounds).map((line) => line.replaceAll(folder, 'pets').trimEnd());
};

test('a folder without splits', async () => {
  const folder = await imageFolder(pictures({ cat: 40, dog: 10, owl: 1, emu: 2 }));
  expect(await linesOf(folder, { many: 20, few: 5 })).toEqual([
    'pets: 53 pictures of 4 classes, 37 to train on, 5 to validate, 11 to test',
    '',
    'train  validation  test                            class',
    '   28           4     8  ████████████████████████  cat',
    '    7           1     2  ██████                    dog',
    '    1           0     1  ▉                         emu',
    '    1           0     0  ▉                         owl',
    '',
    'Imbalance factor 28: "cat" has 28 training pictures, "emu" 1.',
    'Groups by training pictures: many (over 20) 1 class, medium (5 to 20) 1, few (under 5) 2.',
    'The folder has no split, so one was made, class by class with seed 0: 10 % to validate and 20 % to test.',
    '1 class has no test picture, so that no accuracy can be told of it: "owl".',
  ]);
});

test('the usual bounds, where they leave groups empty', async () => {
  const folder = await imageFolder(pictures({ cat: 40, dog: 10, owl: 3 }));
  expect(await linesOf(folder)).toContain(
    'The bounds 100 and 20 leave no class in the group many. Bounds that fill all three: over 7 and under 7.',
  );
  const alike = await imageFolder(pictures({ cat: 10, dog: 10, owl: 10 }));
  expect(await linesOf(alike)).toContain(
    'The bounds 100 and 20 leave no class in the groups many and medium. The classes are too much alike for three groups.',
  );
});

test('suggested bounds fill three groups with a third each', () => {
  const classes = [90, 80, 70, 60, 50, 40, 30, 20, 10, 0].map((train) => ({ train }));
  const { many, few } = suggestedBounds(classes)!;
  const counts = [
    classes.filter(({ train }) => train > many),
    classes.filter(({ train }) => train > 0 && train < few),
  ].map(({ length }) => length);
  expect(counts).toEqual([3, 3]);
  expect(suggestedBounds([{ train: 1 }, { train: 2 }])).toBeUndefined();
  expect(suggestedBounds([])).toBeUndefined();
});

test('splits of the folder, one of them missing, and what is odd', async () => {
  const folder = await imageFolder({
    ...pictures({ 'train/cat': 20, 'train/dog': 20, 'test/cat': 3, 'test/dog': 3 }),
    'test/owl/1.png': true,
    'test/dog/again.png': pngNamed('train/dog/1.png'),
    'train/cat/dog.png': pngNamed('train/dog/2.png'),
    'train/cat/copy.png': pngNamed('train/cat/2.png'),
    'train/cat/notes.txt': 'x',
    'train/loose.png': true,
    'raw/1.png': true,
  });
  await symlink(join(await imageFolder({ '1.png': true }), '1.png'), join(folder, 'train/cat/out.png'));
  const lines = await linesOf(folder);
  expect(lines.slice(lines.findIndex((line) => line.startsWith('The folder has')))).toEqual([
    'The folder has no validation split; it was taken out of "train", class by class with seed 0: 10 % to validate of the whole.',
    '1 class has no training picture, so that nothing can be learnt of it: "owl".',
    '1 picture of one class has several files (2 files). All are used.',
    '1 picture stands under more than one class: "train/dog/2.png" = "train/cat/dog.png". In the split that was made they are trained on.',
    expect.stringMatching(
      /^1 picture is in more than one split, which makes accuracies too good: "train\/dog\/1\.png" = "test\/dog\/again\.png"\.$/,
    ),
    '1 file left out: "train/cat/notes.txt" is no picture.',
    '1 picture in no folder of a class left out: "train/loose.png".',
    '1 folder beside those of the splits left out: "raw".',
    '1 file is reached by links and lies outside the folder.',
  ]);
});

test('all splits of the folder', async () => {
  const folder = await imageFolder(
    pictures({ 'train/a': 2, 'train/b': 2, 'val/a': 1, 'test/a': 1, 'test/b': 1 }),
  );
  expect(await linesOf(folder)).toContain('The split is that of the folders "test", "train", "val".');
});

test('3,000 classes are the most frequent and the rarest', async () => {
  const { summary } = await loadImageFolder(await imageFolder(pictures({ a: 1, b: 1 })));
  const classes = Array.from(
    { length: 3000 },
    (_, i): FolderClass => ({ name: `class ${i}`, train: i + 1, validation: 0, test: 1 }),
  );
  const lines = describeImageFolder({ ...summary, classes });
  expect(lines.length).toBeLessThan(60);
  expect(lines).toContain('… 2,960 more classes …');
  expect(lines[3]).toMatch(/^3,000 .+ class 2999$/);
});

test('names that are long, or would move the cursor, are made harmless', async () => {
  const { summary } = await loadImageFolder(await imageFolder(pictures({ a: 1, b: 1 })));
  const named: ImageFolderSummary = {
    ...summary,
    classes: [
      { name: 'x'.repeat(255), train: 3, validation: 0, test: 0 },
      { name: 'red\u001b[31m\nnext', train: 1, validation: 0, test: 1 },
    ],
  };
  const text = describeImageFolder(named);
  expect(text.join('')).not.toMatch(/\p{Cc}/u);
  expect(text.join('')).not.toContain('x'.repeat(41));
});

test('bounds that do not fit are refused', async () => {
  const { summary } = await loadImageFolder(await imageFolder(pictures({ a: 1, b: 1 })));
  expect(() => describeImageFolder(summary, { many: 5, few: 6 })).toThrow(
    'bounds.few must not exceed bounds.many (5), got 6',
  );
  expect(() => describeImageFolder(summary, { many: Number.NaN })).toThrow(RangeError);
});
