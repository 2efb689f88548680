import { countPerClass, type ImageSet } from 'mbib/jobs';
import type { PlaygroundData } from '../../state/playground-data';
import { OWN_SIDE } from '../pixels';
import type { Collection, OwnPicture } from './collection';
import { shortHashOf } from './short-hash';
import { testPictures } from './test-pictures';

interface Labelled {
  picture: OwnPicture;
  label: number;
}

/**
 * The user's pictures as data to train on, the classes from the most to the least frequent in training. Classes without a picture to
 * train on are left out.
 *
 * @returns undefined where there are fewer than two such classes, or nothing to test on: {@link whyNoData} says which
 */
export function ownData(collection: Collection): PlaygroundData | undefined {
  if (whyNoData(collection) !== undefined) return undefined;
  const tested = testPictures(collection);
  const trained = ({ pictures }: Collection['classes'][number]) =>
    pictures.filter(({ id }) => !tested.has(id)).length;
  const classes = collection.classes
    .filter((each) => trained(each) > 0)
    .sort((first, second) => trained(second) - trained(first) || (first.name < second.name ? -1 : 1));
  const labelled = classes.flatMap(({ pictures }, label) =>
    // In an order that does not depend on how they were chosen, so that they train in the same way, too.
    [...pictures]
      .sort((first, second) => (first.hash < second.hash ? -1 : 1))
      .map((picture) => ({ picture, label })),
  );
  const classNames = classes.map(({ name }) => name);
  const [train, test] = [false, true].map((forTest) =>
    labelled.filter(({ picture }) => tested.has(picture.id) === forTest),
  ) as [Labelled[], Labelled[]];
  const set = imageSet(train, classNames);
  return {
    id: `own-${contentHash(train, test, classNames)}`,
    kind: 'own',
    title: collection.title,
    train: set,
    test: imageSet(test, classNames),
    samplesPerClass: countPerClass(set),
    thumbnails: train.map(({ picture }) => picture.thumbnail),
    originals: { train: originals(train), test: originals(test) },
    leftOut: collection.leftOut,
  };
}

/** Why a collection cannot be trained on yet, in a sentence; undefined where it can. */
export function whyNoData(collection: Collection): string | undefined {
  const tested = testPictures(collection);
  const usable = collection.classes.filter(({ pictures }) => pictures.some(({ id }) => !tested.has(id)));
  if (usable.length < 2) {
    const has =
      usable.length === 0 ? 'There is no class with a picture' : `There is one, '${usable[0]!.name}'`;
    return `A training needs two classes with a picture each. ${has} yet.`;
  }
  const canTest = usable.some(({ pictures }) => pictures.some(({ id }) => tested.has(id)));
  return canTest ? undefined : 'A test needs a class of two pictures at least: one to train, one to test.';
}

function originals(pictures: readonly Labelled[]) {
  return pictures.map(({ picture: { file, hash } }) => ({ file, hash }));
}

function imageSet(pictures: readonly Labelled[], classNames: readonly string[]): ImageSet {
  const size = OWN_SIDE * OWN_SIDE * 3;
  const images = new Uint8Array(pictures.length * size);
  for (const [i, { picture }] of pictures.entries()) images.set(picture.pixels, i * size);
  return {
    images,
    labels: Int32Array.from(pictures, ({ label }) => label),
    height: OWN_SIDE,
    width: OWN_SIDE,
    channels: 3,
    classes: classNames.length,
    classNames,
  };
}

/** Sixteen digits that are others where pictures, classes or the split are. */
function contentHash(
  train: readonly Labelled[],
  test: readonly Labelled[],
  classNames: readonly string[],
): string {
  const list = (pictures: readonly Labelled[]) => pictures.map(({ picture, label }) => [picture.hash, label]);
  return shortHashOf(new TextEncoder().encode(JSON.stringify([classNames, list(train), list(test)])));
}
