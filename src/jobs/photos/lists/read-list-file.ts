import { DataError } from '../../data/data-error';
import { quoted } from '../../data/text/quoted';
import type { PhotoList } from '../photo-list';
import { checkedLabel, classesOf } from './class-labels';
import { classNamesOfFolders } from './class-names';
import { checkedPhotoPath } from './photo-path';
import { readText } from './read-text';

const advice = 'A line is `path label`, such as `train/n01440764/n01440764_190.JPEG 0`.';

/** Options of {@link readListFile} and `readInaturalistJson`. */
export interface ReadingOptions {
  /** Number of classes, for a list in which some may not occur. Without it the file decides. */
  classes?: number | undefined;
  /** Whether symbolic links may lead out of the folder of the photographs. Where it is left out they may not. */
  linksOut?: boolean | undefined;
}

/**
 * Reads a list of photographs. Each line has a path and, after spaces or tabs, a label; blank lines are ignored. Lines end by LF, CR LF
 * or CR.
 *
 * @param file the list
 * @param root the folder that its paths start from
 * @returns the photographs in the order of the list; classes are named after their folders where that is possible
 * @throws DataError where the file cannot be read or a line cannot be used; the message names both and says what to do
 * @see Liu et al. 2019, Large-Scale Long-Tailed Recognition in an Open World, https://arxiv.org/abs/1904.05160, and
 * https://github.com/zhmiao/OpenLongTailRecognition-OLTR for the lists
 *
 * @example
 * ```ts
 * const train = await readListFile('/data/imagenet/ImageNet_LT_train.txt', '/data/imagenet');
 * const test = await readListFile('/data/imagenet/ImageNet_LT_test.txt', '/data/imagenet', { classes: train.classes });
 * ```
 */
export async function readListFile(
  file: string,
  root: string,
  { classes: given, linksOut }: ReadingOptions = {},
): Promise<PhotoList> {
  const text = await readText(file);
  const paths: string[] = [];
  const labels: number[] = [];
  /** The number of photographs before each blank line, from which line numbers are computed for messages. */
  const blanks: number[] = [];
  const place = (photo: number) => `line ${photo + 1 + blanks.filter((before) => before <= photo).length}`;
  const here = () => `${file}, ${place(paths.length)}`;
  const theLabel = () => `${here()}: the label`;

  for (const written of linesOf(text)) {
    const line = withoutGaps(written);
    if (line === '') {
      blanks.push(paths.length);
      continue;
    }
    const gap = Math.max(line.lastIndexOf(' '), line.lastIndexOf('\t'));
    const label = line.slice(gap + 1);
    if (gap < 0 || !/^[-+]?[\d.]+$/.test(label)) {
      throw new DataError(here(), complaint(here(), line, text));
    }
    labels.push(checkedLabel(/^\d+$/.test(label) ? Number(label) : label, given, theLabel));
    paths.push(checkedPhotoPath(withoutGaps(line.slice(0, gap)), here));
  }
  if (paths.length === 0) throw new DataError(file, `${file} lists no photographs. ${advice}`);

  const classes = given ?? classesOf(labels);
  return {
    file,
    root,
    paths,
    labels: Int32Array.from(labels),
    place,
    classes,
    classNames: classNamesOfFolders(paths, labels, classes),
    linksOut,
  };
}

/** The lines of a text, which end as on any system: by LF, CR LF, or CR alone. */
function* linesOf(text: string): Generator<string> {
  const ends = /\r\n|\n|\r/g;
  let start = 0;
  while (start < text.length) {
    const end = ends.exec(text);
    yield text.slice(start, end?.index);
    start = end ? ends.lastIndex : text.length;
  }
}

/** A text without the spaces and tabs around it. Other characters, such as a space that does not break, may belong to a path. */
function withoutGaps(text: string): string {
  const isGap = (at: number) => text[at] === ' ' || text[at] === '\t';
  let [start, end] = [0, text.length];
  while (start < end && isGap(start)) start++;
  while (end > start && isGap(end - 1)) end--;
  return text.slice(start, end);
}

function complaint(place: string, line: string, text: string): string {
  const json = /^\s*[[{]/.test(text) ? ' The file looks like JSON, which is not read as a list.' : '';
  return `${place}: no label at the end of ${quoted(line)}. ${advice}${json}`;
}
