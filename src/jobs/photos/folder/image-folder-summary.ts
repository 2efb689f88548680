import { countPerClass } from '../../data/image-set';
import type { SplitFractions } from '../../data/split/share-of-class';
import type { Split } from '../../data/split/stratified-split';
import type { PathReason } from './walk-folder';

/** How many there are of something, and the first of them to show. */
export interface FirstOf<T> {
  /** How many there are. */
  count: number;
  /** The first ones, at most twenty. */
  first: T[];
}

/** A class of a folder. */
export interface FolderClass {
  /** Its name: that of its folder. */
  name: string;
  /** Number of training pictures. */
  train: number;
  /** Number of validation pictures. */
  validation: number;
  /** Number of test pictures. */
  test: number;
}

/** One of the files that a picture has. */
export interface SameFile {
  /** Relative to the folder. */
  path: string;
  /** The class that it stands under. */
  className: string;
  /** The split that it is in. */
  split: Split;
}

/** Pictures that have several files, or a file with several names; of the first ones all their files. */
export interface SamePictures extends FirstOf<SameFile[]> {
  /** The number of files; `count` is the number of different pictures. */
  files: number;
}

/** What `loadImageFolder` understood of a folder: plain data, for a program to show. */
export interface ImageFolderSummary {
  /** The folder. */
  folder: string;
  /** The folder of each split, where the data folder has some: { train: 'train', validation: 'val' }. */
  given: Partial<Record<Split, string>>;
  /** The splits that were taken out of the training pictures, because the folder does not have them. */
  taken: Split[];
  /** The fractions of the whole that were asked for. */
  fractions: SplitFractions;
  /** The seed of the split that was made. */
  splitSeed: number;
  /** The classes with their counts, in label order. */
  classes: FolderClass[];
  /** Pictures of one class and one split that are the same. All are used. */
  copies: SamePictures;
  /** Pictures that stand under more than one class. In a split that was made they are trained on. */
  underTwoClasses: SamePictures;
  /** Pictures that are in more than one split, which only splits of the folder's own can have. */
  inTwoSplits: SamePictures;
  /**
   * What may be a picture, or a folder of pictures, and cannot be read: by its name or its first bytes, or because it cannot be looked
   * into. It is left out.
   */
  unreadable: FirstOf<PathReason>;
  /** Other files and links, which are no pictures. */
  notPictures: FirstOf<PathReason>;
  /** Pictures that lie in no class folder, and are not used. */
  outside: FirstOf<string>;
  /** Folders beside those of the splits, which are not used. */
  beside: FirstOf<string>;
  /** Class folders without a picture, which are no classes. */
  emptyClasses: FirstOf<string>;
  /** Files that are reached by symbolic links. */
  links: number;
  /** How many of these lie outside the folder. */
  linksOut: number;
}

/** The classes of a folder in groups by their training pictures. */
export interface ClassGroups {
  /** Number of classes with more than `many` training pictures. */
  many: number;
  /** Number of classes between. */
  medium: number;
  /** Number of classes with fewer than `few` training pictures, but one. */
  few: number;
  /** Number of classes without a training picture. */
  unseen: number;
}

const shown = 20;

/** The number of some things, and the first of them. */
export function firstOf<T>(all: readonly T[]): FirstOf<T> {
  return { count: all.length, first: all.slice(0, shown) };
}

/** The classes of a folder with their counts. */
export function folderClasses(names: readonly string[], labels: Record<Split, Int32Array>): FolderClass[] {
  const counts = (split: Split) => countPerClass({ labels: labels[split], classes: names.length });
  const [train, validation, test] = [counts('train'), counts('validation'), counts('test')];
  return names.map((name, label) => ({
    name,
    train: train[label]!,
    validation: validation[label]!,
    test: test[label]!,
  }));
}

/**
 * How many classes of a folder are in each group by their training pictures.
 *
 * @param classes of the folder's summary
 * @param bounds a class with more training pictures than `many` is many-shot, one with fewer than `few` few-shot
 *
 * @example
 * ```ts
 * import { shotBounds } from 'mbib';
 * import { classGroups, loadImageFolder } from 'mbib/jobs';
 *
 * declare const folder: string; // with a folder of pictures for each class
 * const { summary } = await loadImageFolder(folder);
 * const { many, medium, few } = classGroups(summary.classes, shotBounds);
 * ```
 */
export function classGroups(
  classes: readonly Pick<FolderClass, 'train'>[],
  bounds: { many: number; few: number },
): ClassGroups {
  const groups: ClassGroups = { many: 0, medium: 0, few: 0, unseen: 0 };
  for (const { train } of classes) {
    if (train === 0) groups.unseen++;
    else if (train > bounds.many) groups.many++;
    else if (train < bounds.few) groups.few++;
    else groups.medium++;
  }
  return groups;
}

/**
 * The imbalance factor of a training set: the training pictures of its most frequent class over those of its rarest, classes
 * without any left out.
 *
 * @param classes of the folder's summary
 * @returns at least 1; NaN where no class has a training picture
 *
 * @example
 * ```ts
 * import { imbalanceOf } from 'mbib/jobs';
 *
 * imbalanceOf([{ train: 500 }, { train: 20 }, { train: 5 }]); // 100
 * ```
 */
export function imbalanceOf(classes: readonly Pick<FolderClass, 'train'>[]): number {
  const counts = classes.map(({ train }) => train).filter((count) => count > 0);
  return (
    counts.reduce((a, b) => Math.max(a, b), 0) / counts.reduce((a, b) => Math.min(a, b), Infinity) || NaN
  );
}
