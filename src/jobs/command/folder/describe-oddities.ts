import { quoted } from '../../data/text/quoted';
import {
  type FolderClass,
  firstOf,
  type ImageFolderSummary,
  type SameFile,
} from '../../photos/folder/image-folder-summary';
import type { PathReason } from '../../photos/folder/walk-folder';
import { countOf, named, quotedName, verb } from './in-words';

/** A sentence for each thing about a folder that its user may not know. */
export function describeOddities(summary: ImageFolderSummary): string[] {
  return [...oddClasses(summary), ...samePictures(summary), ...leftOut(summary), ...links(summary)];
}

function oddClasses({ classes, emptyClasses }: ImageFolderSummary): string[] {
  const lacking = (is: (each: FolderClass) => boolean) => firstOf(classes.filter(is));
  const unseen = lacking(({ train }) => train === 0);
  const untested = lacking(({ test }) => test === 0);
  const nameOf = ({ name }: FolderClass) => quotedName(name);
  return [
    unseen.count > 0 &&
      `${of(unseen.count)} no training picture, so that nothing can be learnt of ${verb(unseen.count, 'it', 'them')}: ${named(unseen, nameOf)}.`,
    untested.count > 0 &&
      `${of(untested.count)} no test picture, so that no accuracy can be told of ${verb(untested.count, 'it', 'them')}: ${named(untested, nameOf)}.`,
    emptyClasses.count > 0 &&
      `${countOf(emptyClasses.count, 'folder')} without a picture ${verb(emptyClasses.count, 'is no class', 'are no classes')}: ${named(emptyClasses, quotedName)}.`,
  ].filter((line) => line !== false);
}

function of(n: number): string {
  return `${countOf(n, 'class', 'classes')} ${verb(n, 'has', 'have')}`;
}

function samePictures({ copies, underTwoClasses, inTwoSplits, taken }: ImageFolderSummary): string[] {
  const made = taken.length > 0 ? ' In the split that was made they are trained on.' : '';
  return [
    copies.count > 0 &&
      `${countOf(copies.count, 'picture')} of one class ${verb(copies.count, 'has', 'have')} several files (${countOf(copies.files, 'file')}). All are used.`,
    underTwoClasses.count > 0 &&
      `${countOf(underTwoClasses.count, 'picture')} ${verb(underTwoClasses.count, 'stands', 'stand')} under more than one class: ${named(underTwoClasses, (files) => equation(files, 'className'))}.${made}`,
    inTwoSplits.count > 0 &&
      `${countOf(inTwoSplits.count, 'picture')} ${verb(inTwoSplits.count, 'is', 'are')} in more than one split, which makes accuracies too good: ${named(inTwoSplits, (files) => equation(files, 'split'))}.`,
  ].filter((line) => line !== false);
}

/** Two files of one picture that differ in class or split: '"a/1.png" = "b/7.png"'. */
function equation(files: readonly SameFile[], by: 'className' | 'split'): string {
  const [first] = files;
  const other = files.find((file) => file[by] !== first![by]);
  return [first, other].map((file) => quoted(file?.path)).join(' = ');
}

function leftOut({ unreadable, notPictures, outside, beside }: ImageFolderSummary): string[] {
  const why = ({ path, reason }: PathReason) => `${quoted(path)} ${reason}`;
  return [
    unreadable.count > 0 &&
      `${countOf(unreadable.count, 'picture')} that cannot be read left out: ${named(unreadable, why)}.`,
    notPictures.count > 0 && `${countOf(notPictures.count, 'file')} left out: ${named(notPictures, why)}.`,
    outside.count > 0 &&
      `${countOf(outside.count, 'picture')} in no folder of a class left out: ${named(outside, (path) => quoted(path))}.`,
    beside.count > 0 &&
      `${countOf(beside.count, 'folder')} beside those of the splits left out: ${named(beside, quotedName)}.`,
  ].filter((line) => line !== false);
}

function links({ linksOut }: ImageFolderSummary): string[] {
  if (linksOut === 0) return [];
  return [
    `${countOf(linksOut, 'file')} ${verb(linksOut, 'is', 'are')} reached by links and ${verb(linksOut, 'lies', 'lie')} outside the folder.`,
  ];
}
