import type * as tf from '@tensorflow/tfjs-core';
import { isList, reject, rejectType, show } from '../../checks';

/** The logits of experts by the names that messages give them; throws unless there is at least one, or as many as there have to be. */
export function namedExperts(
  expertLogits: readonly tf.Tensor[],
  count?: number,
  argument = 'expertLogits',
): Readonly<Record<string, tf.Tensor>> {
  const requirement = `hold the logits of ${count ?? 'one or more'} heads`;
  if (!isList(expertLogits)) rejectType(argument, requirement, show(expertLogits));
  const { length } = expertLogits;
  if (length === 0 || (count !== undefined && length !== count)) {
    reject(argument, requirement, `those of ${length}`);
  }
  return Object.fromEntries(Array.from(expertLogits, (logits, i) => [`${argument}[${i}]`, logits]));
}
