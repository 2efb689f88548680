import { randomStream } from '../random-stream';
import { type SplitFractions, shareOfClass } from './share-of-class';

/** A part of a data set. */
export type Split = 'train' | 'validation' | 'test';

/** The parts of a data set. */
export const splits: readonly Split[] = ['train', 'validation', 'test'];

/** Labelled pictures, of which some are the same. */
export interface LabelledPictures {
  /** Class of each picture, `[pictures]`, 0..classes−1. */
  labels: ArrayLike<number>;
  /** What each picture shows, `[pictures]`: the same number for the same content. */
  contents: ArrayLike<number>;
  /** Number of classes. */
  classes: number;
}

/**
 * Splits pictures so that each class has its fraction in every part ({@link shareOfClass}). Pictures with the same content go to the
 * same part and count as one. A picture that stands under two classes is trained on: as a test image it would be wrong one time
 * whatever is predicted. The split of a class depends on the seed, the class's number and its pictures in their order alone.
 *
 * @param pictures in an order that does not depend on the machine
 * @param fractions of the validation and the test part
 * @param seed a whole number in 0..2³²−1
 * @returns the part of each picture
 *
 * @example
 * ```ts
 * stratifiedSplit({ labels, contents, classes: 22 }, { validation: 0.1, test: 0.2 }, 0); // ['train', 'test', …]
 * ```
 */
export function stratifiedSplit(
  pictures: LabelledPictures,
  fractions: SplitFractions,
  seed: number,
): Split[] {
  const { labels, contents, classes } = pictures;
  const ambiguous = contentsOfTwoClasses(pictures);
  const ofClass = Array.from({ length: classes }, () => new Set<number>());
  for (let i = 0; i < labels.length; i++) ofClass[labels[i]!]!.add(contents[i]!);
  const partOf = new Map<number, Split>();
  for (const [label, all] of ofClass.entries()) {
    const own = [...all].filter((content) => !ambiguous.has(content));
    const { validation, test } = shareOfClass(all.size, all.size - own.length, fractions);
    randomStream(seed, 'split', label).shuffle(own);
    for (const content of own.slice(0, test)) partOf.set(content, 'test');
    for (const content of own.slice(test, test + validation)) partOf.set(content, 'validation');
  }
  return Array.from(contents, (content) => partOf.get(content) ?? 'train');
}

/** What stands under more than one class. */
export function contentsOfTwoClasses({ labels, contents }: LabelledPictures): Set<number> {
  const labelOf = new Map<number, number>();
  const ambiguous = new Set<number>();
  for (let i = 0; i < labels.length; i++) {
    const content = contents[i]!;
    const label = labelOf.get(content) ?? labels[i]!;
    labelOf.set(content, label);
    if (label !== labels[i]) ambiguous.add(content);
  }
  return ambiguous;
}
