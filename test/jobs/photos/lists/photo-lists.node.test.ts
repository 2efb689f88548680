import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadImagenetLt } from '../../../../src/jobs/photos/lists/load-imagenet-lt';
import { loadInaturalist2018 } from '../../../../src/jobs/photos/lists/load-inaturalist2018';
import { samplesPerClassOf } from '../../../../src/jobs/photos/samples-per-class-of';
import { temporaryFolder } from '../../support/temporary-folder';

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

const imagenet = {
  'ImageNet_LT_train.txt':
    'train/n01440764/a.JPEG 0\ntrain/n01440764/b.JPEG 0\ntrain/n01443537/c.JPEG 1\ntrain/n01484850/d.JPEG 2\n',
  'ImageNet_LT_val.txt': 'train/n01440764/e.JPEG 0\ntrain/n01443537/f.JPEG 1\n',
  'ImageNet_LT_test.txt': 'val/ILSVRC2012_val_00000001.JPEG 1\nval/ILSVRC2012_val_00000002.JPEG 0\n',
};

function annotations(names: string[], categoryIds: number[]): string {
  return JSON.stringify({
    images: categoryIds.map((_, id) => ({ id, file_name: `train_val2018/${id}.jpg` })),
    annotations: categoryIds.map((category_id, image_id) => ({ image_id, category_id })),
    categories: names.map((name, id) => ({ id, name })),
  });
}

const json = {
  'train2018.json': annotations(['owl', 'oak'], [0, 0, 1]),
  'val2018.json': annotations(['owl', 'oak'], [1]),
};
const lists = {
  'iNaturalist18_train.txt': 'train_val2018/Aves/0/a.jpg 0\ntrain_val2018/Plantae/1/b.jpg 1\n',
  'iNaturalist18_val.txt': 'train_val2018/Plantae/1/c.jpg 1\n',
};

describe('loadImagenetLt', () => {
  test('reads the three lists; all have the classes of the training list', async () => {
    const folder = await folderWith(imagenet);
    const { train, val, test } = await loadImagenetLt(folder);
    expect([train, val, test].map(({ labels }) => [...labels])).toEqual([
      [0, 0, 1, 2],
      [0, 1],
      [1, 0],
    ]);
    for (const list of [train, val, test]) {
      expect(list).toMatchObject({
        root: folder,
        classes: 3,
        classNames: ['n01440764', 'n01443537', 'n01484850'],
      });
    }
    expect(test.file).toBe(join(folder, 'ImageNet_LT_test.txt'));
  });

  test('finds them in their own folder; the images stay relative to the data folder', async () => {
    const inside = Object.entries(imagenet).map(([name, content]) => [`ImageNet_LT/${name}`, content]);
    const folder = await folderWith(Object.fromEntries(inside));
    const { train } = await loadImagenetLt(folder);
    expect(train.root).toBe(folder);
    expect(train.file).toBe(join(folder, 'ImageNet_LT', 'ImageNet_LT_train.txt'));
  });

  test('refuses a test list with a class that the training list does not know', async () => {
    const folder = await folderWith({ ...imagenet, 'ImageNet_LT_test.txt': 'val/a.JPEG 0\nval/b.JPEG 3\n' });
    await expect(loadImagenetLt(folder)).rejects.toThrow(
      'ImageNet_LT_test.txt, line 2: the label must be a whole number from 0 to 2 (classes: 3), got 3.',
    );
  });

  test('refuses lists that number the classes in different ways', async () => {
    const swapped = 'train/n01440764/e.JPEG 1\ntrain/n01443537/f.JPEG 0\n';
    const folder = await folderWith({ ...imagenet, 'ImageNet_LT_val.txt': swapped });
    await expect(loadImagenetLt(folder)).rejects.toThrow(
      /ImageNet_LT_val\.txt: "n01443537" is class 0, and class 1 in .*ImageNet_LT_train\.txt\. Give files of one release/,
    );
  });

  test('says what it looked for and what there is', async () => {
    const { 'ImageNet_LT_val.txt': _, ...two } = imagenet;
    await expect(loadImagenetLt(await folderWith(two))).rejects.toThrow(
      'must hold ImageNet_LT_train.txt + ImageNet_LT_val.txt + ImageNet_LT_test.txt, or ' +
        'ImageNet_LT/ImageNet_LT_train.txt + ImageNet_LT/ImageNet_LT_val.txt + ImageNet_LT/ImageNet_LT_test.txt; ' +
        'it holds only ImageNet_LT_train.txt and ImageNet_LT_test.txt. They are at https://github.com/zhmiao/',
    );
  });

  test('refuses a data folder that does not exist or is a file', async () => {
    const folder = await folderWith({ 'data.zip': '' });
    await expect(loadImagenetLt(join(folder, 'nothing'))).rejects.toThrow(
      /^Cannot read the data folder .*nothing: it or its folder does not exist\.$/,
    );
    await expect(loadImagenetLt(join(folder, 'data.zip'))).rejects.toThrow(
      /: it or a part of its path is not a folder/,
    );
  });
});

describe('loadInaturalist2018', () => {
  test('reads the annotations', async () => {
    const folder = await folderWith(json);
    const { train, test } = await loadInaturalist2018(folder);
    expect([[...train.labels], [...test.labels]]).toEqual([[0, 0, 1], [1]]);
    for (const list of [train, test]) {
      expect(list).toMatchObject({ root: folder, classes: 2, classNames: ['owl', 'oak'] });
    }
  });

  test.each(['', 'iNaturalist18/'])('reads lists in their place: %s', async (within) => {
    const inside = Object.entries(lists).map(([name, content]) => [within + name, content]);
    const folder = await folderWith(Object.fromEntries(inside));
    const { train, test } = await loadInaturalist2018(folder);
    expect([[...train.labels], [...test.labels]]).toEqual([[0, 1], [1]]);
    expect([train.root, test.root]).toEqual([folder, folder]);
    expect(test.classNames).toEqual(['class 0', 'class 1']);
  });

  test('prefers the annotations, which name the classes, and takes lists where those are not complete', async () => {
    const both = await loadInaturalist2018(await folderWith({ ...json, ...lists }));
    expect(both.train.file).toMatch(/train2018\.json$/);
    const half = { ...lists, 'train2018.json': json['train2018.json'] };
    const { train } = await loadInaturalist2018(await folderWith(half));
    expect(train.file).toMatch(/iNaturalist18_train\.txt$/);
  });

  test('refuses annotations with other categories than the training ones', async () => {
    const more = { ...json, 'val2018.json': annotations(['owl', 'oak', 'elm'], [1]) };
    await expect(loadInaturalist2018(await folderWith(more))).rejects.toThrow(
      'val2018.json: it has 3 categories and must have 2.',
    );
    const swapped = { ...json, 'val2018.json': annotations(['oak', 'owl'], [1]) };
    await expect(loadInaturalist2018(await folderWith(swapped))).rejects.toThrow(
      /val2018\.json: "oak" is class 0, and class 1 in .*train2018\.json/,
    );
  });

  test('says what it looked for', async () => {
    await expect(loadInaturalist2018(await temporaryFolder())).rejects.toThrow(
      'must hold train2018.json + val2018.json, or iNaturalist18_train.txt + iNaturalist18_val.txt, or ' +
        'iNaturalist18/iNaturalist18_train.txt + iNaturalist18/iNaturalist18_val.txt; it holds none of these files.',
    );
  });
});

describe('samplesPerClassOf', () => {
  test('counts the photographs of each class', async () => {
    const { train } = await loadImagenetLt(await folderWith(imagenet));
    expect(samplesPerClassOf(train)).toEqual([2, 1, 1]);
  });

  test('refuses a training list with classes without photographs, by their names', async () => {
    const names = ['owl', 'oak', 'elm', 'ash', 'yew', 'fir', 'bee', 'ant'];
    const files = {
      'train2018.json': annotations(names, [0, 0]),
      'val2018.json': annotations(names, [1]),
    };
    const { train } = await loadInaturalist2018(await folderWith(files));
    expect(() => samplesPerClassOf(train)).toThrow(
      'train2018.json: 7 of 8 classes have no photograph: 1 (oak), 2 (elm), 3 (ash), 4 (yew), 5 (fir) and 2 more. The losses',
    );
  });
});
