import type { BatchSource } from '../../data/batch-source';
import { DataError } from '../../data/data-error';
import type { Split } from '../../data/split/stratified-split';
import { quoted } from '../../data/text/quoted';
import type { JobContext } from '../job';

/** What says how many images each class has: a source, or a list. */
export type LabelledPart = Pick<BatchSource, 'labels' | 'classes' | 'classNames'>;

/** What {@link usableSplits} makes of splits. */
export interface UsableSplits<Part> {
  /** What is trained on. */
  train: Part;
  /** What chooses the epoch, where there is anything to choose it. */
  validation?: Part;
  /** What is tested on. */
  test: Part;
  /** `'validation'` where there is nothing to test on, and `test` is `validation`. */
  testedOn?: 'validation';
}

/**
 * What a recipe takes of splits of which some may be empty, as those of small folders are. Without a validation picture no epoch is
 * chosen; without a test picture the validation pictures stand in for them, which is told.
 *
 * @param sources of the splits; or their lists, to know it before anything is read
 * @param data what the user gave, for messages
 * @param context what the job's recipe was given
 * @returns parts of a recipe
 * @throws DataError where a class has no training picture, or there is nothing to test on
 *
 * @example
 * ```ts
 * import { type BatchSource, type JobContext, type Split, usableSplits } from 'mbib/jobs';
 *
 * declare const sources: Record<Split, BatchSource>;
 * declare const context: JobContext; // what a recipe is given
 * const { train, validation, test } = usableSplits(sources, 'my-pictures', context);
 * ```
 */
export function usableSplits<Part extends LabelledPart = BatchSource>(
  { train, validation, test }: Readonly<Record<Split, Part>>,
  data: string,
  { tell }: Pick<JobContext, 'tell'>,
): UsableSplits<Part> {
  const has = ({ labels }: Part) => labels.length > 0;
  const trained = new Set(train.labels);
  const untrained = train.classNames.filter((_, label) => !trained.has(label));
  if (untrained.length > 0) {
    const shown = untrained.slice(0, 3).map((name) => quoted(name));
    const more = untrained.length > 3 ? ` and ${untrained.length - 3} more` : '';
    throw new DataError(
      data,
      `${data}: there is nothing to learn ${untrained.length} of ${train.classes} classes from, ${shown.join(', ')}${more}. ` +
        'Give each class a training picture that can be read, or take the class out.',
    );
  }
  if (has(test)) {
    if (has(validation)) return { train, validation, test };
    tell({ type: 'note', text: 'There is nothing to validate on, so the last epoch is taken.' });
    return { train, test };
  }
  if (has(validation)) {
    tell({
      type: 'note',
      text: 'There is nothing to test on: the last figures are of the validation images, which choose the epoch, and so are too high.',
    });
    return { train, validation, test: validation, testedOn: 'validation' };
  }
  throw new DataError(
    data,
    `${data}: there is nothing to test on, as its split has neither test nor validation images. Where no split is given, a class with ` +
      'two images or more gives one to the test; where one is given, put some images into test.',
  );
}
