import { points } from '../../log/format';
import { type Html, html } from '../html';
import { isBeyond, type SeriesDifference } from './series-differences';

/** How a difference looks: one that is beyond its interval is a gain or a loss, any other has no colour. */
export function differenceClass(difference: SeriesDifference | null): 'gain' | 'loss' | 'within' {
  if (!isBeyond(difference)) return 'within';
  return difference!.value > 0 ? 'gain' : 'loss';
}

/** A difference in percentage points. */
export function differencePoints(difference: SeriesDifference | null): Html {
  return html`<span class="${differenceClass(difference)}">${points(difference?.value ?? null)}</span>`;
}

/** The interval of a difference, as '+2.1 to +14.0'; null where there is none. */
export function intervalPoints(difference: SeriesDifference | null): string | null {
  const interval = difference?.interval;
  return interval ? `${points(interval[0])} to ${points(interval[1])}` : null;
}
