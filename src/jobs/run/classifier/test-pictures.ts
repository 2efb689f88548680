import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DataError } from '../../data/data-error';
import { shownName } from '../../data/text/quoted';
import { readLogBytes } from '../../files/reading/read-log';
import { parseRunLog } from '../../log/parse-run-log';
import { loadImageFolder } from '../../photos/folder/load-image-folder';
import { splitHash } from '../../photos/folder/split-hash';
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
  /**
   * Of a part of a split that was made, whether the run of the classifier had the same split, so that the pictures to test are none that it
   * was trained on; undefined where nobody knows, or no split was made.
   */
  splitOfRun: boolean | undefined;
}

/**
 * Chooses the pictures of a folder that a classifier is evaluated on. Where nothing is asked for: the test folder, if there is one;
 * else, for the classifier of a run that split this folder by a seed, what that split sets apart for the test; else all of it.
 *
 * @param classifier the classifier's folder, for the log of its run
 * @param data the folder of pictures
 * @param asked the part that was asked for, and the seed of a split
 * @throws DataError where the part has no pictures, or where nothing was asked for and the run has split another folder, or this one when it
 *   had other pictures; and what `loadImageFolder` throws
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
  const recorded = await recordedSplit(classifier);
  const seed = asked.splitSeed ?? recorded.seed;
  const folder = await loadImageFolder(data, { splitSeed: seed, leastClasses: 1 });
  const { given, taken } = folder.summary;
  const part = asked.part ?? (given.test !== undefined || seed !== undefined ? 'test' : 'all');
  const list = part === 'all' ? joined([folder.train, folder.validation, folder.test]) : folder[part];
  if (list.paths.length === 0)
    throw new DataError(data, `${data} has no pictures to evaluate on: its part '${part}' is empty.`);
  const isMade = part !== 'all' && (taken.includes(part as 'test') || (part === 'train' && taken.length > 0));
  if (!isMade) return { list, part, splitSeed: undefined, splitOfRun: undefined };
  const splitOfRun = recorded.hash === undefined ? undefined : recorded.hash === splitHash(folder);
  const isAsked = asked.part !== undefined || asked.splitSeed !== undefined;
  if (splitOfRun === false && !isAsked) throw new DataError(data, otherSplit(data, classifier));
  return { list, part, splitSeed: seed ?? 0, splitOfRun };
}

function otherSplit(data: string, classifier: string): string {
  return (
    `${data} does not have the pictures that the run of ${classifier} has split, or has them under other names, so that its test part may be ` +
    `pictures that the run was trained on. For pictures that it has not seen, options.part is 'all'; where it is 'test', they are split anew.`
  );
}

/** How the run of a classifier split its folder: by which seed, and the hash of what came of it. */
async function recordedSplit(classifier: string): Promise<{ seed?: number; hash?: string | undefined }> {
  const file = join(dirname(classifier), 'log.jsonl');
  // A classifier that was copied out of its run has none.
  if (!existsSync(file)) return {};
  // The first line alone: whatever a later one is, the classifier is as good.
  const [first = ''] = (await readLogBytes(file)).toString().split('\n', 1);
  const { options, firstStage, split } = parseRunLog(first, 'run', file).start;
  // A second stage has the split of the run that it goes on from.
  const { splitSeed } = firstStage?.options ?? options;
  return typeof splitSeed === 'number' ? { seed: splitSeed, hash: split } : {};
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
