import { type ShotAccuracyOptions, shotBounds } from 'mbib';
import { assertFinite, reject, show } from '../../checks';
import { resolveOptions } from '../../options';

const boundsOptions = {
  many: { check: assertFinite, default: shotBounds.many },
  few: { check: assertFinite, default: shotBounds.few },
} as const;

/**
 * Reads the bounds of the groups of classes, any of which may be left out.
 *
 * @throws TypeError where one is unknown or no number; RangeError where they do not fit
 */
export function readBounds(
  argument: string,
  bounds: ShotAccuracyOptions | undefined,
): Required<ShotAccuracyOptions> {
  const { many, few } = resolveOptions(bounds, boundsOptions, argument);
  if (few > many) reject(`${argument}.few`, `not exceed ${argument}.many (${many})`, show(few));
  return { many, few };
}
