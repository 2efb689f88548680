import { readBounds } from '../../data/read-bounds';
import { count } from '../../log/format';
import type { GroupBounds } from '../../log/run-log';
import {
  classGroups,
  type FolderClass,
  type ImageFolderSummary,
  imbalanceOf,
} from '../../photos/folder/image-folder-summary';
import { terminalOf } from '../terminal/terminal';
import { classBars } from './class-bars';
import { describeOddities } from './describe-oddities';
import { countOf, quotedName } from './in-words';
import { suggestedBounds } from './suggested-bounds';

const splitWords = { train: 'to train on', validation: 'to validate', test: 'to test' } as const;
const splitNames = Object.keys(splitWords) as (keyof typeof splitWords)[];

/**
 * Says in lines for a terminal what `loadImageFolder` understood of a folder: the classes with their counts as bars, the imbalance
 * factor, the groups, the split, and what is odd about it. The table of the classes is as wide as the terminal allows; sentences are whole.
 *
 * @param summary of the folder
 * @param bounds of the groups: a class with more training pictures than `many` is many-shot, one with fewer than `few` few-shot.
 * Default {@link shotBounds}
 * @returns the lines
 * @throws TypeError or RangeError where a bound is not a finite number, or `few` exceeds `many`
 *
 * @example
 * ```ts
 * import { describeImageFolder, loadImageFolder } from 'mbib/jobs';
 *
 * declare const folder: string; // with a folder of pictures for each class
 * const { summary } = await loadImageFolder(folder);
 * console.log(describeImageFolder(summary, { many: 50, few: 10 }).join('\n'));
 * ```
 */
export function describeImageFolder(summary: ImageFolderSummary, bounds?: Partial<GroupBounds>): string[] {
  const resolved = readBounds('bounds', bounds);
  const { folder, classes } = summary;
  const totals = splitNames.map((split) => classes.reduce((sum, each) => sum + each[split], 0));
  const parts = splitNames.map((split, i) => `${count(totals[i]!)} ${splitWords[split]}`);
  const all = totals.reduce((a, b) => a + b);
  return [
    `${folder}: ${countOf(all, 'picture')} of ${countOf(classes.length, 'class', 'classes')}, ${parts.join(', ')}`,
    '',
    ...classBars(classes, terminalOf(process.stdout).width),
    '',
    imbalance(classes),
    ...groups(classes, resolved),
    ...split(summary),
    ...describeOddities(summary),
  ];
}

function imbalance(classes: readonly FolderClass[]): string {
  const trained = classes.filter(({ train }) => train > 0);
  const [first] = trained;
  if (!first) return 'No class has a training picture.';
  const most = trained.reduce((a, b) => (b.train > a.train ? b : a), first);
  const fewest = trained.reduce((a, b) => (b.train < a.train ? b : a), first);
  const factor = Number(imbalanceOf(classes).toFixed(1));
  return (
    `Imbalance factor ${count(factor)}: ${quotedName(most.name)} has ${countOf(most.train, 'training picture')}, ` +
    `${quotedName(fewest.name)} ${count(fewest.train)}.`
  );
}

function groups(classes: readonly FolderClass[], { many, few }: GroupBounds): string[] {
  const sizes = classGroups(classes, { many, few });
  const lines = [
    `Groups by training pictures: many (over ${many}) ${countOf(sizes.many, 'class', 'classes')}, ` +
      `medium (${few} to ${many}) ${count(sizes.medium)}, few (under ${few}) ${count(sizes.few)}.`,
  ];
  const empty = (['many', 'medium', 'few'] as const).filter((group) => sizes[group] === 0);
  if (empty.length === 0) return lines;
  const fitting = suggestedBounds(classes);
  const advice = fitting
    ? ` Bounds that fill all three: over ${fitting.many} and under ${fitting.few}.`
    : ' The classes are too much alike for three groups.';
  return [
    ...lines,
    `The bounds ${many} and ${few} leave no class in the ${empty.length === 1 ? 'group' : 'groups'} ${empty.join(' and ')}.${advice}`,
  ];
}

/** Which splits the folder has, and which were made. */
function split({ given, taken, fractions, splitSeed }: ImageFolderSummary): string[] {
  const folders = Object.values(given).map((name) => quotedName(name));
  if (folders.length > 0 && taken.length === 0) {
    return [`The split is that of the folders ${folders.join(', ')}.`];
  }
  const made = taken.map((part) => `${Math.round(100 * fractions[part as 'test'])} % ${splitWords[part]}`);
  if (made.length === 0) return ['All pictures are trained on.'];
  const how = `class by class with seed ${splitSeed}: ${made.join(' and ')}`;
  if (folders.length === 0) return [`The folder has no split, so one was made, ${how}.`];
  const missing = taken.join(' and no ');
  return [
    `The folder has no ${missing} split; it was taken out of ${quotedName(given.train!)}, ${how} of the whole.`,
  ];
}
