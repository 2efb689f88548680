import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test, vi } from 'vitest';
import type { BatchSource } from '../../../src/jobs/data/batch-source';
import { randomStream } from '../../../src/jobs/data/random-stream';
import { type PhotoSourceOptions, photoSource } from '../../../src/jobs/photos/photo-source';
import { PhotoWorkers, photoWorkers } from '../../../src/jobs/photos/reading/photo-workers';
import {
  describeUnreadable,
  type UnreadableImage,
  UnreadableImageError,
} from '../../../src/jobs/photos/unreadable-image-error';
import { runScript } from '../support/child';
import { photoList, photoSet, picture } from '../support/photo-set';
import { temporaryFolder } from '../support/temporary-folder';

const evaluation = { imageSize: 16, mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.4], workers: 2 };
const jitter = { brightness: 0.4, contrast: 0.4, saturation: 0.4 };
const training = { ...evaluation, augmentation: { jitter } };
const randomOf = (batch: number) => randomStream(7, 'augmentation', batch);
const LENGTH = 16 * 16 * 3;

const jpeg = (seed: number) =>
  picture(40 + seed, 30 + 2 * seed, seed)
    .jpeg()
    .toBuffer();

/** Ten photographs, in a folder that goes when the test ends. */
async function tenPhotos() {
  const photos = await Promise.all(Array.from({ length: 10 }, (_, i) => jpeg(i)));
  const files = Object.fromEntries(photos.map((bytes, i) => [`${i}.jpg`, bytes]));
  return photoSet(await temporaryFolder(), files);
}

const order = [
  [3, 1, 4],
  [1, 5, 9],
  [2, 6],
  [7, 7, 0],
  [8, 2, 4],
].map((batch) => Int32Array.from(batch));

/** All batches, copied before the source uses their memory again. */
async function allOf(source: BatchSource, batches = order) {
  const copies = [];
  for await (const { indices, pixels } of source.batches(batches, randomOf)) {
    copies.push({ indices: Array.from(indices), pixels: Float32Array.from(pixels) });
  }
  return copies;
}

describe('batches', () => {
  test('are the same bit for bit, whatever the number of workers', async () => {
    const list = await tenPhotos();
    const one = await allOf(photoSource(list, { ...training, workers: 1 }));
    const three = await allOf(photoSource(list, { ...training, workers: 3 }));
    expect(three).toEqual(one);
    expect(one.map(({ indices }) => indices)).toEqual(order.map((batch) => Array.from(batch)));
    expect(one.map(({ pixels }) => pixels.length)).toEqual([3, 3, 2, 3, 3].map((count) => count * LENGTH));
  });

  test('are those of an evaluation where they are asked for without augmentation', async () => {
    const list = await tenPhotos();
    const plain = photoSource(list, evaluation);
    expect(plain.plain).toBeUndefined();
    const unaugmented = photoSource(list, training).plain!() as BatchSource;
    expect(await allOf(unaugmented)).toEqual(await allOf(plain));
  });

  test('draw anew for each photograph of a batch and each batch', async () => {
    const source = photoSource(await tenPhotos(), training);
    const batches = await allOf(source, [Int32Array.of(7, 7), Int32Array.of(7, 7)]);
    const images = batches.flatMap(({ pixels }) => [pixels.slice(0, LENGTH), pixels.slice(LENGTH)]);
    expect(new Set(images.map(String)).size).toBe(4);
  });

  test('do not depend on the batches before them', async () => {
    const source = photoSource(await tenPhotos(), training);
    const all = await allOf(source);
    const last = [];
    for await (const { pixels } of source.batches(order.slice(3), (batch) => randomOf(batch + 3))) {
      last.push(Float32Array.from(pixels));
    }
    expect(last).toEqual(all.slice(3).map(({ pixels }) => pixels));
  });

  test('of an evaluation draw nothing and are the same at every time', async () => {
    const source = photoSource(await tenPhotos(), evaluation);
    const noRandom = () => {
      throw new Error('drawn');
    };
    const images = [];
    for await (const { pixels } of source.batches([Int32Array.of(2), Int32Array.of(2)], noRandom)) {
      images.push(Float32Array.from(pixels));
    }
    expect(images[0]).toEqual(images[1]);
  });

  test('of different sizes follow each other on one source', async () => {
    const source = photoSource(await tenPhotos(), evaluation);
    const small = await allOf(source, [Int32Array.of(0)]);
    const large = await allOf(source, [Int32Array.of(5, 0, 3, 2, 9, 1)]);
    expect(large[0]!.pixels.slice(LENGTH, 2 * LENGTH)).toEqual(small[0]!.pixels);
  });

  test('keep their pixels until the next is asked for, in memory that is used again', async () => {
    const source = photoSource(await tenPhotos(), evaluation);
    const memory = new Set<ArrayBufferLike>();
    for (let epoch = 0; epoch < 3; epoch++) {
      for await (const { pixels } of source.batches(order, randomOf)) {
        const before = Float32Array.from(pixels);
        await new Promise((resolve) => setTimeout(resolve, 5));
        expect(Float32Array.from(pixels)).toEqual(before);
        memory.add(pixels.buffer);
      }
    }
    expect(memory.size).toBe(3);
  });

  test('none', async () => {
    expect(await allOf(photoSource(await tenPhotos(), training), [])).toEqual([]);
  });
});

test('a list says whether its photographs are turned as their EXIF says', async () => {
  const stored = await picture(40, 30).png().toBuffer();
  const turned = await picture(40, 30).withMetadata({ orientation: 3 }).png().toBuffer();
  const by180 = await sharp(stored).rotate(180).png().toBuffer();
  const list = await photoSet(await temporaryFolder(), { '0.png': stored, '1.png': turned, '2.png': by180 });
  const imagesOf = async (asShown: boolean) => {
    const [batch] = await allOf(photoSource({ ...list, asShown }, evaluation), [Int32Array.of(0, 1, 2)]);
    return [0, 1, 2].map((i) => batch!.pixels.slice(i * LENGTH, (i + 1) * LENGTH));
  };
  const [plain, ignored] = await imagesOf(false);
  expect(ignored).toEqual(plain);
  const [, followed, expected] = await imagesOf(true);
  expect(followed).toEqual(expected);
  expect(followed).not.toEqual(plain);
});

describe('a photograph that cannot be read', () => {
  async function withBadPhotos() {
    const root = await temporaryFolder();
    const good = await jpeg(0);
    const list = await photoSet(root, {
      'good.jpg': good,
      'text.jpg': Buffer.from('Not a photograph.'),
      'half.jpg': good.subarray(0, good.length / 2),
      'other/good.jpg': await jpeg(1),
    });
    await mkdir(join(root, 'folder.jpg'));
    const outside = join(await temporaryFolder(), 'outside.jpg');
    await writeFile(outside, good);
    await symlink(outside, join(root, 'link.jpg'));
    await symlink('other/good.jpg', join(root, 'inner-link.jpg'));
    const paths = [...list.paths, 'folder.jpg', 'link.jpg', 'inner-link.jpg', 'missing.jpg'];
    return photoList(root, paths);
  }

  test.each([
    [1, /^train\.txt, line 2: text\.jpg cannot be decoded \(.+\)\.$/s],
    [2, /^train\.txt, line 3: half\.jpg cannot be decoded \(.+\)\.$/s],
    [4, /^train\.txt, line 5: folder\.jpg is not a file\.$/],
    [5, /^train\.txt, line 6: link\.jpg is a link that leads out of .+, to .+outside\.jpg\.$/],
    [7, /^train\.txt, line 8: missing\.jpg does not exist\.$/],
  ])('is an error that names it: photograph %d', async (photo, message) => {
    const source = photoSource(await withBadPhotos(), evaluation);
    const error = await allOf(source, [Int32Array.of(0, photo, 3)]).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(UnreadableImageError);
    expect(error.image).toMatchObject({ file: 'train.txt', place: `line ${photo + 1}` });
    expect(error.message).toMatch(message);
    expect(source.skipped).toBe(0);
  });

  test('is an error where its batch comes, and of two the first', async () => {
    const source = photoSource(await withBadPhotos(), training);
    let batches = 0;
    const reading = async () => {
      for await (const _ of source.batches([Int32Array.of(0), Int32Array.of(3, 7, 1)], randomOf)) batches++;
    };
    await expect(reading()).rejects.toThrow('missing.jpg');
    expect(batches).toBe(1);
  });

  test('is left out where it is asked to, counted and told once', async () => {
    const told: string[] = [];
    const options: PhotoSourceOptions = {
      ...training,
      skipBadImages: true,
      onSkip: (image) => told.push(describeUnreadable(image)),
    };
    const list = await withBadPhotos();
    const source = photoSource(list, options);
    const batches = [Int32Array.of(7, 0, 1, 3), Int32Array.of(7, 5), Int32Array.of(6, 7)];
    const read = await allOf(source, batches);
    expect(read.map(({ indices }) => indices)).toEqual([[0, 3], [], [6]]);
    expect(read.map(({ pixels }) => pixels.length)).toEqual([2 * LENGTH, 0, LENGTH]);
    expect(told.map((text) => text.replace(/ \(.+\)| of .+/s, ''))).toEqual([
      'train.txt, line 8: missing.jpg does not exist',
      'train.txt, line 2: text.jpg cannot be decoded',
      'train.txt, line 6: link.jpg is a link that leads out',
    ]);
    expect(source.skipped).toBe(3);
    await allOf(source, batches);
    expect([source.skipped, told.length]).toEqual([3, 3]);
  });

  test('is counted by a source and its plain form together, with what was taken out of the list before', async () => {
    const told: string[] = [];
    const onSkip = ({ path }: UnreadableImage) => told.push(path);
    const list = { ...(await withBadPhotos()), leftOut: 2 };
    const source = photoSource(list, { ...training, skipBadImages: true, onSkip });
    await allOf(source.plain!() as typeof source, [Int32Array.of(0, 1)]);
    await allOf(source, [Int32Array.of(1, 7)]);
    expect([source.skipped, source.plain!().skipped, told]).toEqual([4, 4, ['text.jpg', 'missing.jpg']]);
  });

  test('is none where the list lets links lead out of the folder', async () => {
    const list = { ...(await withBadPhotos()), linksOut: true };
    const [batch] = await allOf(photoSource(list, evaluation), [Int32Array.of(5, 0)]);
    expect(batch!.pixels.slice(0, LENGTH)).toEqual(batch!.pixels.slice(LENGTH));
  });

  test('changes nothing about the others of its batch', async () => {
    const list = await withBadPhotos();
    const source = photoSource(list, { ...training, skipBadImages: true });
    const [withBad] = await allOf(source, [Int32Array.of(0, 1, 3)]);
    const [allGood] = await allOf(source, [Int32Array.of(0, 6, 3)]);
    expect(withBad!.pixels.slice(LENGTH)).toEqual(allGood!.pixels.slice(2 * LENGTH));
  });
});

describe('leaving early', () => {
  test('ends the reading ahead, and the source can be read again', async () => {
    const list = await tenPhotos();
    const source = photoSource(list, training);
    const read = vi.spyOn(PhotoWorkers.prototype, 'read');
    for (let i = 0; i < 3; i++) {
      for await (const { indices } of source.batches(order, randomOf)) {
        expect(Array.from(indices)).toEqual([3, 1, 4]);
        break;
      }
    }
    const asked = read.mock.results.map(({ value }) => value as Promise<unknown>);
    expect(asked.length).toBeGreaterThan(3);
    const unfinished = Promise.resolve('unfinished');
    for (const reading of asked) expect(await Promise.race([reading, unfinished])).not.toBe('unfinished');
    read.mockRestore();
    expect(await allOf(source)).toHaveLength(order.length);
  });

  test('lets the process end, and so does having read all', async () => {
    const { root } = await tenPhotos();
    const endings = ['one', 'all'].map((batches) =>
      runScript('test/jobs/support/photo-reading.ts', [root, batches], { cwd: root }),
    );
    const [one, all] = await Promise.all(endings);
    expect(one).toMatchObject({ output: '1 read\n', code: 0 });
    expect(all).toMatchObject({ output: '10 read\n', code: 0 });
  });
});

describe('workers', () => {
  test('that end make an error, and the next reading starts new ones', async () => {
    const list = await tenPhotos();
    const source = photoSource(list, evaluation);
    const reading = async () => {
      for await (const _ of source.batches(order, randomOf)) {
        const broken = photoWorkers(evaluation.workers).read({ next: undefined } as never);
        await expect(broken).rejects.toThrow(/^A thread that reads photographs has ended \(.+\)\.$/s);
      }
    };
    await expect(reading()).rejects.toThrow('A thread that reads photographs has ended');
    expect(await allOf(source)).toHaveLength(order.length);
  });

  test('that have ended refuse further work', async () => {
    let ends = 0;
    const workers = new PhotoWorkers(1, () => ends++);
    const read = () => workers.read({ next: undefined } as never);
    await expect(read()).rejects.toThrow('has ended');
    await expect(read()).rejects.toThrow('has ended');
    expect(ends).toBe(1);
  });

  test('keep order where several sources read at once', async () => {
    const list = await tenPhotos();
    const [train, test] = [photoSource(list, training), photoSource(list, evaluation)];
    const alone = [await allOf(train), await allOf(test)];
    expect(await Promise.all([allOf(train), allOf(test)])).toEqual(alone);
  });
});

test('the fingerprint tells lists of other paths or labels apart', () => {
  const list = photoList('.', ['a.jpg', 'b.jpg']);
  const of = (changes: object) => photoSource({ ...list, ...changes }, evaluation).fingerprint;
  expect(of({})).toMatch(/^[0-9a-f]{64}$/);
  expect(of({ root: '..', file: 'elsewhere.txt' })).toBe(of({}));
  expect(of({ labels: Int32Array.of(1, 1) })).not.toBe(of({}));
  expect(of({ paths: ['a.jpg', 'c.jpg'] })).not.toBe(of({}));
});

test('what a source cannot work with is refused at once', () => {
  const list = photoList('.', ['a.jpg']);
  expect(() => photoSource(list, { ...evaluation, imageSize: 30 })).toThrow(
    'options.imageSize must be a positive multiple of 4, got 30',
  );
  expect(() => photoSource(list, { ...evaluation, workers: 0 })).toThrow(
    'options.workers must be a whole number of at least 1, got 0',
  );
  const jitter = { brightness: 0.4, contrast: 0.4, saturation: -1 };
  expect(() => photoSource(list, { ...evaluation, augmentation: { jitter } })).toThrow(
    'options.augmentation.jitter.saturation must not be negative, got -1',
  );
  expect(() => photoSource(list, { ...evaluation, wrokers: 1 } as never)).toThrow(
    /^options must hold imageSize, .* only, got wrokers$/,
  );
  expect(() => photoSource(photoList('/no/such', []), evaluation)).toThrow(
    '/no/such, the folder of the photographs of train.txt, does not exist.',
  );
});

test('a source describes itself', () => {
  const source = photoSource(photoList('.', ['a.jpg', 'b.jpg']), evaluation);
  expect(source).toMatchObject({
    classes: 2,
    classNames: ['even', 'odd'],
    imageShape: [16, 16, 3],
    skipped: 0,
  });
  expect(source.labels).toEqual(Int32Array.of(0, 1));
});
