import { DataError } from '../data/data-error';
import { countPerClass } from '../data/image-set';
import { shownName } from '../data/text/quoted';
import { count } from '../log/format';
import type { PhotoList } from './photo-list';

/**
 * Counts the photographs of each class in a training list: the `samplesPerClass` of the losses.
 *
 * @param list the training photographs
 * @returns the count of each class in label order, each at least 1
 * @throws DataError where a class has no photograph, because the losses divide by the counts; the message names the classes
 *
 * @example
 * ```ts
 * import { loadInaturalist2018, samplesPerClassOf } from 'mbib/jobs';
 *
 * declare const folder: string;
 * const { train } = await loadInaturalist2018(folder);
 * const samplesPerClass = samplesPerClassOf(train);
 * ```
 */
export function samplesPerClassOf(list: PhotoList): number[] {
  const counts = countPerClass(list);
  const empty = [...counts.keys()].filter((label) => counts[label] === 0);
  if (empty.length === 0) return counts;
  const named = empty.slice(0, 5).map((label) => `${label} (${shownName(list.classNames[label]!)})`);
  const more = empty.length > named.length ? ` and ${empty.length - named.length} more` : '';
  const out = list.leftOut ? ` (${count(list.leftOut)} that cannot be read are left out)` : '';
  throw new DataError(
    list.file,
    `${list.file}: ${empty.length} of ${list.classes} classes have no photograph${out}: ${named.join(', ')}${more}. ` +
      'The losses need one of each class at least: give the complete file and its photographs, or number its classes without gaps.',
  );
}
