import { reject, show } from '../../../checks';

/** Which epoch's weights are the result. */
export const selections = ['last', 'val'] as const;

/** The options of a job that can choose its epoch on validation images. They decide what a run comes to. */
export interface SelectionOptions {
  /** `'last'`, the default: the last epoch, as papers report it. `'val'`: the epoch with the highest balanced accuracy on validation images. */
  select?: (typeof selections)[number] | undefined;
}

/** Options of a job whose data has no validation images of its own. */
export interface HeldOutSelectionOptions extends SelectionOptions {
  /** Part of each class's training images that validates and is not trained on, between 0 and 1. Undefined where `select` is `'last'`. */
  valFraction?: number | undefined;
}

/** Part of the training images that validates where none is given. */
export const VAL_FRACTION = 0.1;

/**
 * The defaults of the options `select` and `valFraction`, for a job's `defaults`: giving a fraction asks for validation images.
 *
 * @param given what was asked for
 * @throws RangeError where a fraction is given for a run that counts its last epoch
 *
 * @example
 * ```ts
 * import { selectionDefaults } from 'mbib/jobs';
 *
 * selectionDefaults({}); // { select: 'last' }
 * selectionDefaults({ select: 'val' }); // { select: 'val', valFraction: 0.1 }
 * ```
 */
export function selectionDefaults(given: Partial<HeldOutSelectionOptions>): HeldOutSelectionOptions {
  const { valFraction, select = valFraction === undefined ? 'last' : 'val' } = given;
  if (select === 'val') return { select, valFraction: valFraction ?? VAL_FRACTION };
  if (valFraction !== undefined) {
    reject(
      'options.valFraction',
      "be left out where options.select is 'last': no image chooses the epoch",
      show(valFraction),
    );
  }
  return { select };
}
