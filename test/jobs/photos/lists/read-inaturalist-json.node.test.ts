import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readInaturalistJson } from '../../../../src/jobs/photos/lists/read-inaturalist-json';
import { temporaryFolder } from '../../support/temporary-folder';

/** Two species; the annotations in another order than the images. */
const good = () => ({
  info: { year: 2018 },
  images: [
    { id: 70, file_name: 'train_val2018/Aves/0/a.jpg', width: 800, height: 600 },
    { id: 30, file_name: 'train_val2018/Aves/1/b.jpg', width: 800, height: 600 },
    { id: 50, file_name: 'train_val2018/Aves/1/c.jpg', width: 800, height: 600 },
  ],
  annotations: [
    { id: 1, image_id: 30, category_id: 1 },
    { id: 2, image_id: 50, category_id: 1 },
    { id: 3, image_id: 70, category_id: 0 },
  ],
  categories: [
    { id: 1, name: 'Strix nebulosa' },
    { id: 0, name: 'Bubo bubo' },
  ],
});

async function read(content: unknown, options = {}) {
  const file = join(await temporaryFolder(), 'train2018.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readInaturalistJson(file, '/data', options);
}

describe('readInaturalistJson reads', () => {
  test('images in their order, their labels by image id and the names of the categories', async () => {
    const list = await read(good());
    expect(list).toMatchObject({ root: '/data', classes: 2, classNames: ['Bubo bubo', 'Strix nebulosa'] });
    expect(list.paths.map((path) => path.at(-5))).toEqual(['a', 'b', 'c']);
    expect(list.labels).toEqual(Int32Array.from([0, 1, 1]));
    expect(list.place(2)).toBe('images[2]');
  });

  test('files without categories: as many classes as the annotations show, or as given', async () => {
    const { categories, ...rest } = good();
    const list = await read(rest);
    expect(list.classNames).toEqual(['class 0', 'class 1']);
    expect((await read(rest, { classes: 4 })).classes).toBe(4);
  });

  test('categories whose names are numbers, as those of 2018, as class 17', async () => {
    const list = await read({ ...good(), categories: [{ id: 0, name: '0' }, { id: 1 }] });
    expect(list.classNames).toEqual(['class 0', 'class 1']);
  });

  test('more categories than the images show', async () => {
    const categories = [0, 1, 2].map((id) => ({ id, name: `species ${id}` }));
    expect((await read({ ...good(), categories })).classes).toBe(3);
  });

  test('a byte order mark', async () => {
    expect((await read(`\uFEFF${JSON.stringify(good())}`)).paths.length).toBe(3);
  });
});

describe('readInaturalistJson refuses', () => {
  const image = { id: 1, file_name: 'a.jpg' };
  const annotation = { image_id: 1, category_id: 0 };
  test.each([
    ['no JSON', 'train/a.jpg 0\n', ' is not JSON, or cut short ('],
    ['JSON cut short', JSON.stringify(good()).slice(0, -20), ' is not JSON, or cut short ('],
    ['JSON that is no object', '17', ': images must be an array, got undefined. Give train2018.json'],
    ['no images', { annotations: [] }, ': images must be an array, got undefined.'],
    ['an empty array of images', { images: [], annotations: [] }, ': images is empty.'],
    [
      'no annotations, as in test2018.json',
      { images: [image] },
      ': annotations must be an array, got undefined.',
    ],
    ['categories that are no array', { ...good(), categories: {} }, ': categories must be an array, got {}.'],
    [
      'an image that is null',
      { ...good(), images: [null] },
      ', images[0]: id must be a whole number, got undefined.',
    ],
    [
      'an image id of text',
      { ...good(), images: [{ id: '1' }] },
      ', images[0]: id must be a whole number, got "1".',
    ],
    [
      'an image id twice',
      { images: [image, { ...image, id: 2 }, image], annotations: [] },
      ", images[2]: the id 1 is images[0]'s too.",
    ],
    [
      'an image without file_name',
      { images: [{ id: 1 }], annotations: [] },
      ', images[0]: file_name must be a path, got undefined.',
    ],
    [
      'a file name that leads out',
      { images: [{ id: 1, file_name: '/etc/passwd' }], annotations: [] },
      ', images[0]: the path "/etc/passwd" is absolute.',
    ],
    [
      'an image without annotation',
      { images: [image, { ...image, id: 2 }], annotations: [annotation] },
      ', images[1]: no annotation gives its label.',
    ],
    [
      'two annotations of an image',
      { images: [image], annotations: [annotation, annotation] },
      ', annotations[1]: images[0] (id 1) is annotated before; it must have one label.',
    ],
    [
      'an annotation of no image',
      { images: [image], annotations: [{ ...annotation, image_id: 9 }] },
      ', annotations[0]: no image has the image_id 9.',
    ],
    [
      'an annotation that is a number',
      { images: [image], annotations: [5] },
      ', annotations[0]: no image has the image_id undefined.',
    ],
    [
      'a category between two',
      { images: [image], annotations: [{ ...annotation, category_id: 0.5 }] },
      ', annotations[0]: category_id must be a whole number from 0 to 999999, got 0.5.',
    ],
    [
      'a category in quotes',
      { images: [image], annotations: [{ ...annotation, category_id: '0' }] },
      ', annotations[0]: category_id must be a whole number from 0 to 999999, got "0".',
    ],
    [
      'a category beyond the categories',
      { images: [image], annotations: [{ ...annotation, category_id: 2 }], categories: good().categories },
      ', annotations[0]: category_id must be a whole number from 0 to 1 (classes: 2), got 2.',
    ],
    [
      'categories that count from 1',
      { ...good(), categories: [{ id: 1 }, { id: 2 }] },
      ', categories[1]: id must be a whole number from 0 to 1 (classes: 2), got 2.',
    ],
    [
      'a category twice',
      { ...good(), categories: [{ id: 1 }, { id: 1 }] },
      ", categories[1]: the id 1 is another category's too.",
    ],
  ])('%s', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(`train2018.json${message}`);
  });

  test('another number of categories than the training annotations have', async () => {
    await expect(read(good(), { classes: 3 })).rejects.toThrow(
      'train2018.json: it has 2 categories and must have 3.',
    );
  });

  test('a file that is missing or empty', async () => {
    await expect(readInaturalistJson('/no/train2018.json', '/no')).rejects.toThrow(
      'Cannot read /no/train2018.json: it or its folder does not exist.',
    );
    await expect(read('')).rejects.toThrow('train2018.json is empty; download it again.');
  });
});
