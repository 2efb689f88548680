import { join } from 'node:path';
import { assertFinite, assertOneOf, reject } from '../../../checks';
import { type Resolved, resolveOptions } from '../../../options';
import type { SplitFractions } from '../../data/split/share-of-class';
import { type Split, splits, stratifiedSplit } from '../../data/split/stratified-split';
import { shownName } from '../../data/text/quoted';
import { assertUint32 } from '../../data/uint32';
import type { PhotoList } from '../photo-list';
import { assertUsable } from './assert-usable';
import { compareText } from './compare-text';
import { identicalFiles } from './identical-files';
import { firstOf, folderClasses, type ImageFolderSummary } from './image-folder-summary';
import { type FoundFolder, type FoundPicture, readImageFolder } from './read-image-folder';
import { samePictures } from './same-pictures';
import type { PathReason } from './walk-folder';

/** Options of {@link loadImageFolder}. */
export interface ImageFolderOptions {
  /** Seed of a split that is made, a whole number in 0..2³²−1. Default 0. */
  splitSeed?: number | undefined;
  /** Parts of a split that is made, each 0 or more and together below 1. Where it is left out, 0.1 to validate and 0.2 to
   * test. */
  fractions?: SplitFractions | undefined;
  /** The fewest classes that the folder may have: 2 to train, 1 to evaluate a classifier that knows others. Default 2. */
  leastClasses?: 1 | 2 | undefined;
}

/** What {@link loadImageFolder} reads. */
export interface ImageFolder {
  /** The training pictures. */
  train: PhotoList;
  /** The validation pictures, which choose the epoch. May be empty. */
  validation: PhotoList;
  /** The test pictures, to be read at the end alone. Empty where every class has one picture only. */
  test: PhotoList;
  /** What the folder was understood to be. */
  summary: ImageFolderSummary;
}

/**
 * Reads a folder of one's own pictures: `folder/class/…`, at any depth below the class, or `folder/{train,val,test}/class/…` (`val`
 * may be called `valid` or `validation`).
 *
 * - The classes are numbered by the code units of their names (Unicode NFC), those of all splits together.
 * - The pictures of a list are in the order of their file names, then of their paths. Numbers with leading zeros as file names so
 *   keep the order of an archive, over all its classes.
 * - A file is a picture by its first bytes: JPEG, PNG, GIF, WebP, AVIF, TIFF. Hidden files and what systems leave behind are passed
 *   over; the summary counts and names the others, those that may be pictures apart.
 * - Symbolic links are followed, also to pictures outside the folder; circles are not.
 * - Splits that the folder lacks are taken out of its training pictures, class by class: the first picture of a class is for the
 *   training, the second for the test, from the third on the fractions decide, rounded, with one for the test at least. Where only
 *   one split is missing its fraction is that of what the other leaves.
 * - All files are used, also copies. Copies of one picture are on one side of a split that is made, and count as one for its
 *   fractions; a picture that stands under two classes is trained on there. Splits that the folder has stay as they are: the summary
 *   says which pictures are in two of them.
 *
 * @param folder the folder
 * @returns the lists, with the same classes, and a summary. A class may have no picture in a list, not even in `train` where the
 * folder has splits
 * @throws Error where the folder or that of a class cannot be read, or it has fewer classes than `leastClasses`, no picture, or no clear
 * splits; the message says what to do. TypeError or RangeError where an option does not fit
 *
 * @example
 * ```ts
 * import { classGroups, loadImageFolder } from 'mbib/jobs';
 *
 * declare const folder: string; // with a folder of pictures for each class
 * const { train, validation, test, summary } = await loadImageFolder(folder, { splitSeed: 1 });
 * console.log(train.classNames, train.paths.length, validation.paths.length, test.paths.length);
 * console.log(classGroups(summary.classes, { many: 100, few: 20 }));
 * ```
 */
export async function loadImageFolder(folder: string, options?: ImageFolderOptions): Promise<ImageFolder> {
  const { leastClasses, ...resolved } = resolveOptions(options, imageFolderOptions);
  const found = await readImageFolder(folder);
  const { pictures } = found;
  assertUsable(folder, found, leastClasses);
  const classNames = [...new Set(pictures.map(({ className }) => className))].sort(compareText);
  const labelOf = new Map(classNames.map((name, label) => [name, label]));
  const labels = Int32Array.from(pictures, ({ className }) => labelOf.get(className)!);
  const files = pictures.map(({ path }) => join(folder, path));
  const contents = await identicalFiles(
    files,
    pictures.map(({ size }) => size),
  );
  const parts = splitOf(found, { labels, contents, classes: classNames.length }, resolved);
  const listOf = (split: Split): PhotoList => {
    const indices = [...pictures.keys()].filter((i) => parts[i] === split);
    return photoList(
      folder,
      indices.map((i) => pictures[i]!),
      labels.filter((_, i) => parts[i] === split),
      classNames,
    );
  };
  const [train, validation, test] = splits.map(listOf) as [PhotoList, PhotoList, PhotoList];
  const summary: ImageFolderSummary = {
    folder,
    given: givenSplits(found),
    taken: takenSplits(found, resolved.fractions),
    ...resolved,
    classes: folderClasses(classNames, {
      train: train.labels,
      validation: validation.labels,
      test: test.labels,
    }),
    ...samePictures(pictures, contents, parts),
    unreadable: firstOf(leftOut(found, true)),
    notPictures: firstOf(leftOut(found, false)),
    outside: firstOf(found.outside),
    beside: firstOf(found.beside),
    emptyClasses: firstOf(found.emptyClasses),
    links: found.links,
    linksOut: found.linksOut,
  };
  return { train, validation, test, summary };
}

/** What is left out that may be a picture, or that is none. */
function leftOut(found: FoundFolder, pictures: boolean): PathReason[] {
  const those = found.leftOut.filter(({ mayBePicture }) => mayBePicture === pictures);
  return those.map(({ path, reason }) => ({ path, reason }));
}

/** The split of each picture: the one that it lies in, or one that is made of the training pictures. */
function splitOf(
  found: FoundFolder,
  { labels, contents, classes }: { labels: Int32Array; contents: Int32Array; classes: number },
  { splitSeed, fractions }: Pick<Resolved<typeof imageFolderOptions>, 'splitSeed' | 'fractions'>,
): Split[] {
  const { pictures } = found;
  const open = [...pictures.keys()].filter((i) => (pictures[i]!.split ?? 'train') === 'train');
  const ofOpen = { labels: open.map((i) => labels[i]!), contents: open.map((i) => contents[i]!), classes };
  const made = stratifiedSplit(ofOpen, missingFractions(found, fractions), splitSeed);
  const parts = pictures.map(({ split }): Split => split ?? 'train');
  for (const [at, i] of open.entries()) parts[i] = made[at]!;
  return parts;
}

/** The fractions of the training pictures that a split is made of, 0 for a split that the folder has. */
function missingFractions(found: FoundFolder, { validation, test }: SplitFractions): SplitFractions {
  const given = givenSplits(found);
  return {
    validation: given.validation === undefined ? validation / (given.test === undefined ? 1 : 1 - test) : 0,
    test: given.test === undefined ? test / (given.validation === undefined ? 1 : 1 - validation) : 0,
  };
}

function takenSplits(found: FoundFolder, fractions: SplitFractions): Split[] {
  const missing = missingFractions(found, fractions);
  return (['validation', 'test'] as const).filter((split) => missing[split] > 0);
}

function givenSplits({ parts }: FoundFolder): Partial<Record<Split, string>> {
  return Object.fromEntries(parts.flatMap(({ name, split }) => (split ? [[split, name]] : [])));
}

function photoList(
  folder: string,
  pictures: readonly FoundPicture[],
  labels: Int32Array,
  classNames: readonly string[],
): PhotoList {
  return {
    file: folder,
    root: folder,
    paths: pictures.map(({ path }) => path),
    labels,
    place: (photo) => `class ${shownName(pictures[photo]!.className)}`,
    classes: classNames.length,
    classNames,
    asShown: true,
    linksOut: true,
  };
}

const imageFolderOptions = {
  splitSeed: { check: assertUint32, default: 0 },
  fractions: { check: assertFractions, default: { validation: 0.1, test: 0.2 } },
  leastClasses: { check: assertLeastClasses, default: 2 },
} as const;

function assertLeastClasses(argument: string, value: 1 | 2): void {
  assertOneOf(argument, value, [1, 2]);
}

function assertFractions(argument: string, value: SplitFractions): void {
  const known = { validation: { check: assertFinite }, test: { check: assertFinite } };
  const { validation, test } = resolveOptions(value, known, argument);
  if (validation >= 0 && test >= 0 && validation + test < 1) return;
  reject(argument, 'be 0 or more and together below 1', `${validation} and ${test}`);
}
