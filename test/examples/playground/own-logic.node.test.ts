import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import {
  type Collection,
  noPictures,
  type OwnPicture,
} from '../../../examples/playground/src/data/own/collection';
import {
  addClass,
  addPictures,
  mergeClasses,
  removePicture,
  renameClass,
} from '../../../examples/playground/src/data/own/edit-collection';
import { keptCollection } from '../../../examples/playground/src/data/own/kept-collection';
import { ownData, whyNoData } from '../../../examples/playground/src/data/own/own-data';
import { placesOf } from '../../../examples/playground/src/data/own/places-of';
import { testPictures } from '../../../examples/playground/src/data/own/test-pictures';
import { OWN_SIDE } from '../../../examples/playground/src/data/pixels';
import { unzip } from '../../../examples/playground/src/data/unzip';
import { axisOf } from '../../../examples/playground/src/data/view/columns-of';
import { isUnlike, learnLikeness } from '../../../examples/playground/src/try/likeness';

/** A picture whose content is told by a text. */
function picture(id: number, hash: string, part?: 'train' | 'test'): OwnPicture {
  const pixels = new Uint8Array(OWN_SIDE * OWN_SIDE * 3).fill(id);
  return { id, path: `${hash}.png`, file: new Blob([hash]), hash, pixels, thumbnail: '', part };
}

/** Classes by their names and the hashes of their pictures. */
function collectionOf(classes: Record<string, string[]>): Collection {
  let id = 0;
  const added = Object.entries(classes).flatMap(([className, hashes]) =>
    hashes.map((hash) => ({ className, picture: picture(id++, hash) })),
  );
  return addPictures(noPictures, added);
}

const hashes = (letter: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${letter}${String(i).padStart(2, '0')}`);

describe('the class of a file', () => {
  const understood = (paths: string[]) =>
    placesOf(paths).map((place) =>
      place.kind === 'picture' ? [place.className, place.part].filter(Boolean).join(' ') : place.kind,
    );

  test.each([
    ['a folder of folders', ['pets/cat/1.png', 'pets/dog/old/2.png'], ['cat', 'dog']],
    ['several folders of pictures', ['cat/1.png', 'dog/2.png'], ['cat', 'dog']],
    ['a folder around, as archives have it', ['a/b/cat/1.png', 'a/b/dog/2.png'], ['cat', 'dog']],
    ['a split', ['p/train/cat/1.png', 'p/test/cat/2.png'], ['cat train', 'cat test']],
    ['the folders of a split', ['train/cat/1.png', 'test/cat/2.png'], ['cat train', 'cat test']],
    ['a split to validate only', ['p/train/cat/1.png', 'p/val/cat/2.png'], ['cat train', 'cat test']],
    [
      'a whole split',
      ['p/train/a/1.png', 'p/val/a/2.png', 'p/test/a/3.png'],
      ['a train', 'left out', 'a test'],
    ],
    ['files beside', ['pets/cat/1.png', 'pets/notes.txt', '1.png'], ['cat', 'left out', 'left out']],
    ['hidden ones', ['pets/cat/1.png', 'pets/.DS_Store', '__MACOSX/pets/1.png'], ['cat', 'hidden', 'hidden']],
  ])('is told by %s', (_, paths, expected) => {
    expect(understood(paths)).toEqual(expected);
  });
});

describe('pictures to test on', () => {
  const sizes = (collection: Collection) => {
    const tested = testPictures(collection);
    return collection.classes.map(({ pictures }) => pictures.filter(({ id }) => tested.has(id)).length);
  };

  test('are a quarter of each class, at least one of two, and none of one', () => {
    const classes = { a: hashes('a', 60), b: hashes('b', 5), c: hashes('c', 2), d: hashes('d', 1) };
    expect(sizes(collectionOf(classes))).toEqual([15, 1, 1, 0]);
  });

  test('stay the same in any order, and change in one place at most by a picture more', () => {
    const chosen = (own: string[]) => {
      const collection = collectionOf({ a: own });
      const tested = testPictures(collection);
      return collection.classes[0]!.pictures.filter(({ id }) => tested.has(id))
        .map(({ hash }) => hash)
        .sort();
    };
    const before = chosen(hashes('a', 12));
    expect(chosen(hashes('a', 12).reverse())).toEqual(before);
    const after = new Set(chosen([...hashes('a', 12), 'a000']));
    expect(before.filter((hash) => !after.has(hash)).length).toBeLessThanOrEqual(1);
  });

  test('are those of folders named test, where there are some, and never a picture of two classes', () => {
    const given = addPictures(collectionOf({ a: hashes('a', 8) }), [
      { className: 'a', picture: picture(100, 'z', 'test') },
    ]);
    expect([...testPictures(given)]).toEqual([100]);
    const ambiguous = collectionOf({ a: ['same', 'x', 'y', 'z'], b: ['same', 'u', 'v', 'w'] });
    const tested = testPictures(ambiguous);
    const of = ambiguous.classes.flatMap(({ pictures }) => pictures).filter(({ hash }) => hash === 'same');
    expect(of.map(({ id }) => tested.has(id))).toEqual([false, false]);
  });
});

describe('a collection', () => {
  test('leaves a picture out that its class has, and says so', () => {
    const { classes, leftOut } = collectionOf({ a: ['x', 'x', 'y'] });
    expect(classes[0]!.pictures.length).toBe(2);
    expect(leftOut).toEqual([{ path: 'x.png', why: 'it is the same picture as x.png' }]);
  });

  test('is renamed, merged and emptied; a name that is taken merges', () => {
    const start = addClass(collectionOf({ a: ['1', '2'], b: ['3'] }));
    expect(start.classes.map(({ name }) => name)).toEqual(['a', 'b', 'Class 3']);
    const [a, b] = start.classes;
    expect(renameClass(start, a!.id, '  ').classes[0]!.name).toBe('a');
    expect(renameClass(start, a!.id, ' ä ').classes[0]!.name).toBe('ä');
    for (const merged of [renameClass(start, b!.id, 'a'), mergeClasses(start, b!.id, a!.id)]) {
      expect(merged.classes.map(({ pictures }) => pictures.length)).toEqual([3, 0]);
    }
    const fewer = removePicture(start, a!.pictures[0]!.id);
    expect(fewer.classes[0]!.pictures.map(({ hash }) => hash)).toEqual(['2']);
  });

  test('becomes data, the most frequent class first; its id tells the content, not the order of choice', () => {
    const data = ownData(collectionOf({ rare: hashes('r', 1), often: hashes('o', 8) }))!;
    expect([data.train.classNames, data.samplesPerClass]).toEqual([
      ['often', 'rare'],
      [6, 1],
    ]);
    expect(data.test.labels).toEqual(Int32Array.of(0, 0));
    expect(data.originals!.train.length).toBe(7);
    expect(ownData(collectionOf({ rare: hashes('r', 1), often: hashes('o', 9) }))!.id).not.toBe(data.id);
    const reversed = { often: hashes('o', 8).reverse(), rare: hashes('r', 1) };
    expect(ownData(collectionOf(reversed))!.id).toBe(data.id);
  });

  test.each([
    ['a split of the page', collectionOf({ rare: hashes('r', 1), often: hashes('o', 8) })],
    [
      'a split of folders',
      addPictures(noPictures, [
        { className: 'a', picture: picture(0, 'x', 'train') },
        { className: 'a', picture: picture(1, 'y', 'test') },
        { className: 'b', picture: picture(2, 'z', 'train') },
      ]),
    ],
  ])('comes back from its data, which comes of it again: %s', (_, collection) => {
    const data = ownData(collection)!;
    let id = 100;
    const kept = keptCollection(
      data,
      () => id++,
      () => 'blob:',
    );
    const again = ownData(kept)!;
    expect(again.id).toBe(data.id);
    expect(again.train.images).toEqual(data.train.images);
    expect(again.test.labels).toEqual(data.test.labels);
    const parts = (each: Collection) =>
      each.classes.flatMap(({ pictures }) => pictures.map(({ part }) => part));
    expect(parts(kept)).toEqual(parts(collection));
  });

  test('says why it cannot be trained on yet', () => {
    expect(whyNoData(noPictures)).toMatch(/no class with a picture/);
    expect(whyNoData(collectionOf({ a: ['1', '2'] }))).toMatch(/There is one, 'a'/);
    expect(whyNoData(collectionOf({ a: ['1'], b: ['2'] }))).toMatch(/two pictures at least/);
    expect(whyNoData(collectionOf({ a: ['1', '2'], b: ['3'] }))).toBeUndefined();
  });
});

describe('an archive', () => {
  const archive = zipSync({
    'p/cat/1.png': strToU8('one'),
    'p/dog/2.png': new Uint8Array(5000),
    'p/notes.txt': strToU8('text'),
    '__MACOSX/p/1.png': strToU8('of the system'),
  });

  test('is unpacked within its bounds, and says what it leaves out', () => {
    const why = (path: string) => (path.endsWith('.png') ? undefined : 'no picture');
    const { files, leftOut } = unzip(archive, why, { files: 10, file: 1000, all: 10_000 });
    expect([...files.keys()]).toEqual(['p/cat/1.png']);
    expect(leftOut.map(({ path }) => path)).toEqual(['p/dog/2.png', 'p/notes.txt']);
  });

  test('cannot unpack more than it states', () => {
    const lying = archive.slice();
    const view = new DataView(lying.buffer);
    // The entry of the directory whose file has 5,000 bytes says that it has 10.
    for (let at = 0; at + 46 < lying.length; at++) {
      if (view.getUint32(at, true) === 0x02014b50 && view.getUint32(at + 24, true) === 5000)
        view.setUint32(at + 24, 10, true);
    }
    const unpacked = (() => {
      try {
        return unzip(lying).files.get('p/dog/2.png')!.length;
      } catch {
        return 0;
      }
    })();
    expect(unpacked).toBeLessThanOrEqual(10);
  });

  test('that is none is refused', () => {
    expect(() => unzip(strToU8('no archive, but a text that is long enough for its end'))).toThrow(/damaged/);
  });
});

describe('a caution', () => {
  const around = (angle: number, count: number) =>
    Float32Array.from({ length: 2 * count }, (_, i) => {
      const turned = angle + (Math.floor(i / 2) / count) * 0.2;
      return (1 + i) * (i % 2 === 0 ? Math.cos(turned) : Math.sin(turned));
    });

  test('is for a representation in another direction than those of the training, of whatever length', () => {
    const likeness = learnLikeness(around(0, 30), around(0.005, 25), 2);
    expect(isUnlike(likeness, Float32Array.of(50, 5))).toBe(false);
    expect(isUnlike(likeness, Float32Array.of(0, 1))).toBe(true);
    const held = around(0.005, 25);
    const unlike = Array.from({ length: 25 }, (_, i) => isUnlike(likeness, held.subarray(2 * i, 2 * i + 2)));
    expect(unlike.filter(Boolean).length).toBeLessThanOrEqual(1);
  });

  test('with few test pictures holds out the training pictures, too', () => {
    const { threshold } = learnLikeness(around(0, 30), around(0, 1), 2);
    expect(threshold).toBeGreaterThan(0.001);
  });
});

test.each([
  [100, [0, 50, 100]],
  [45, [0, 20, 40, 60]],
  [2, [0, 1, 2]],
  [0, [0]],
])('the axis up to %i has round marks', (most, marks) => {
  expect(axisOf(most)).toEqual(marks);
});
