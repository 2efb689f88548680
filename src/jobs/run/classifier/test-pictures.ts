import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DataError } from '../../data/data-error';
import { shownName } from '../../data/text/quoted';
import { readLogBytes } from '../../files/reading/read-log';
import { parseRunLog } from '../../log/parse-run-log';
import { loadImageFolder } from '../../photos/folder/load-image-folder';
import type { PhotoList } from '../../photos/photo-list';

/** The parts of a folder that a classifier can be evaluated on. */
export const evaluatedParts = ['test', 'validation', 'train', 'all'] as const;

/** One of {@link evaluatedParts}. */
export type EvaluatedPart = (typeof evaluatedParts)[number];

/** Which pictures of a folder a classifier is evaluated on. */
export interface TestPictures {
  list: PhotoList;
  /** The part of the folder that they are. */
  part: EvaluatedPart;
  /** The seed of the split that the part is of; undefined where the folder itself has the part, or all of it is taken. */
  splitSeed: number | undefined;
}

/**
 * Chooses the pictures of a folder that a classifier is evaluated on. Where nothing is asked for: the test folder, if there is one;
 * else, for the classifier of a run that split a folder by a seed, what that split sets apart for the test; else all of it.
 *
 * @param classifier the classifier's folder, for the log of its run
 * @param data the folder of pictures
 * @param asked the part that was asked for, and the seed of a split
 * @throws DataError where the part has no pictures; and what `loadImageFolder` throws
 *
 * @example
 * ```ts
 * const { list, part } = await testPictures('runs/pets/classifier', 'pets', {});
 * ```
 */
export async function testPictures(
  classifier: string,
  data: string,
  asked: { part?: EvaluatedPart | undefined; splitSeed?: number | undefined },
): Promise<TestPictures> {
  const seed = asked.splitSeed ?? (await recordedSplitSeed(classifier));
  const folder = await loadImageFolder(data, seed === undefined ? {} : { splitSeed: seed });
  const { given, taken } = folder.summary;
  const part = asked.part ?? (given.test !== undefined || seed !== undefined ? 'test' : 'all');
  const list = part === 'all' ? joined([folder.train, folder.validation, folder.test]) : folder[part];
  if (list.paths.length === 0)
    throw new DataError(data, `${data} has no pictures to evaluate on: its part '${part}' is empty.`);
  const isMade = part !== 'all' && (taken.includes(part as 'test') || (part === 'train' && taken.length > 0));
  return { list, part, splitSeed: isMade ? (seed ?? 0) : undefined };
}

/** The seed by which the run of a classifier split its folder. */
async function recordedSplitSeed(classifier: string): Promise<number | undefined> {
  const file = join(dirname(classifier), 'log.jsonl');
  // A classifier that was copied out of its run has none.
  if (!existsSync(file)) return undefined;
  // The first line alone: whatever a later one is, the classifier is as good.
  const [first = ''] = (await readLogBytes(file)).toString().split('\n', 1);
  const { splitSeed } = parseRunLog(first, 'run', file).start.options;
  return typeof splitSeed === 'number' ? splitSeed : undefined;
}

function joined(lists: readonly PhotoList[]): PhotoList {
  const labels = lists.flatMap((list) => Array.from(list.labels));
  const { classNames } = lists[0]!;
  return {
    ...lists[0]!,
    paths: lists.flatMap(({ paths }) => paths),
    labels: Int32Array.from(labels),
    place: (photo) => `class ${shownName(classNames[labels[photo]!]!)}`,
  };
}
