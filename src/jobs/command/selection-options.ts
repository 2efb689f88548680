import { assertFraction } from '../data/split/hold-out';
import type { JobOption } from '../run/job-options';
import { selections, VAL_FRACTION } from '../run/selection/selection';

/**
 * The option `select` of a job whose data has validation images.
 *
 * @param images what chooses, for the help
 *
 * @example
 * ```ts
 * import { selectOption } from 'mbib/jobs';
 *
 * const options = { select: selectOption('ImageNet_LT_val.txt') };
 * ```
 */
export function selectOption(images: string): JobOption {
  return {
    value: 'epoch',
    text: `whose weights count: the last, or val, the best on ${images} (default: last)`,
    choices: selections,
  };
}

/**
 * The options `select` and `valFraction` of a job whose data has no validation images: they are held out of the training images.
 *
 * @example
 * ```ts
 * import { type JobOption, selectionOptions } from 'mbib/jobs';
 *
 * const options: Record<string, JobOption> = { ...selectionOptions };
 * ```
 */
export const selectionOptions: Readonly<Record<'select' | 'valFraction', JobOption>> = {
  select: selectOption('training images that are held out'),
  valFraction: {
    value: 'part',
    text: `of each class's training images is held out to validate (default with --select val: ${VAL_FRACTION})`,
    number: true,
    check: assertFraction,
  },
};
