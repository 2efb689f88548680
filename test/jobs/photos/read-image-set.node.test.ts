import sharp from 'sharp';
import { expect, test } from 'vitest';
import { cifar100ClassNames } from '../../../src/jobs/data/cifar100/cifar100-class-names';
import { type ImageSet, pixelsOf } from '../../../src/jobs/data/image-set';
import { MersenneTwister } from '../../../src/jobs/data/mersenne-twister';
import { cifarAugmentation } from '../../../src/jobs/data/preprocessing/augment-crop';
import { augmentedSource } from '../../../src/jobs/files/memory-sources';
import { loadImageFolder } from '../../../src/jobs/photos/folder/load-image-folder';
import { readImageSet } from '../../../src/jobs/photos/read-image-set';
import { imageFolder } from '../support/image-folder';
import { photoSet, picture } from '../support/photo-set';
import { temporaryFolder } from '../support/temporary-folder';

/** Random images in the form of CIFAR-100. */
function cifarLike(images: number, seed: number): ImageSet {
  const random = new MersenneTwister(seed);
  return {
    images: Uint8Array.from({ length: images * 32 * 32 * 3 }, () => random.interval(255)),
    labels: Int32Array.from({ length: images }, (_, i) => (i < 100 ? i : random.interval(99))),
    height: 32,
    width: 32,
    channels: 3,
    classes: 100,
    classNames: cifar100ClassNames,
  };
}

/** The images of a set as PNGs, `split/class/00017.png` for the eighteenth. */
async function pngs(split: string, set: ImageSet): Promise<[path: string, png: Buffer][]> {
  const paths = Array.from(
    set.labels,
    (label, i) => `${split}/${set.classNames[label]}/${String(i).padStart(5, '0')}.png`,
  );
  return Promise.all(
    paths.map(async (path, i): Promise<[string, Buffer]> => {
      const raw = { width: set.width, height: set.height, channels: 3 } as const;
      return [path, await sharp(pixelsOf(set, i), { raw }).png().toBuffer()];
    }),
  );
}

test('CIFAR-100 written as PNGs in the order of the archive is the same set, bit for bit', async () => {
  const [train, tested] = [cifarLike(230, 1), cifarLike(110, 2)];
  const files = [...(await pngs('train', train)), ...(await pngs('test', tested))];
  const fractions = { validation: 0, test: 0.2 };
  const lists = await loadImageFolder(await imageFolder(Object.fromEntries(files.reverse())), { fractions });
  expect(lists.validation.paths).toEqual([]);
  expect(await readImageSet(lists.train)).toEqual(train);
  expect(await readImageSet(lists.test)).toEqual(tested);
  // The same bits go into the same recipe: a source says so by its fingerprint.
  const fingerprintOf = (set: ImageSet) => augmentedSource(set, cifarAugmentation).fingerprint;
  expect(fingerprintOf(await readImageSet(lists.train))).toBe(fingerprintOf(train));
});

test('a picture of another size, or that cannot be read, is named', async () => {
  const root = await temporaryFolder();
  const small = await picture(8, 8).png().toBuffer();
  const list = await photoSet(root, { 'a.png': small, 'b.png': await picture(9, 8).png().toBuffer() });
  await expect(readImageSet(list)).rejects.toThrow(
    /^train\.txt, line \d: [ab]\.png has [89] × 8 pixels and another picture [89] × 8\. To be held in memory/,
  );
  const broken = await photoSet(root, { 'a.png': small, 'c.png': small.subarray(0, 60) });
  await expect(readImageSet(broken)).rejects.toThrow('train.txt, line 2: c.png cannot be decoded (');
  await expect(readImageSet({ ...list, paths: [] })).rejects.toThrow('train.txt lists no pictures.');
});
