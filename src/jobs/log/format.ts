// How numbers are written for people: in the terminal, in reports and on the playground's page.
import type { MeanSd } from './statistics';

/** What stands where there is no number. */
export const NONE = '–';

/**
 * A fraction as a percentage with one decimal and without the sign %; '–' for null.
 *
 * @param fraction 0..1
 *
 * @example
 * ```ts
 * import { percent } from 'mbib/jobs';
 *
 * percent(0.7154); // '71.5'
 * ```
 */
export function percent(fraction: number | null): string {
  return fraction === null ? NONE : (100 * fraction).toFixed(1);
}

/** A tick of an accuracy axis: 0.6 → '60'. */
export const percentTick = (fraction: number): string => String(Math.round(100 * fraction));

/** A mean of fractions in percent, with the standard deviation where there are several runs: '80.3 ± 1.3'. */
export function meanAndDeviation(accuracy: MeanSd | null): string {
  return meanThenDeviation(accuracy).join(' ');
}

/** The two parts of {@link meanAndDeviation}, ['80.3', '± 1.3']; the first alone where there is no deviation. */
export function meanThenDeviation(accuracy: MeanSd | null): [mean: string, deviation?: string] {
  const mean = percent(accuracy?.mean ?? null);
  const sd = accuracy?.sd ?? null;
  return sd === null ? [mean] : [mean, `± ${percent(sd)}`];
}

/**
 * A difference of fractions in percentage points, with its sign; '–' for null.
 *
 * @param difference −1..1
 *
 * @example
 * ```ts
 * import { points } from 'mbib/jobs';
 *
 * points(0.084); // '+8.4'
 * points(-0.003); // '−0.3'
 * ```
 */
export function points(difference: number | null): string {
  if (difference === null) return NONE;
  const text = (100 * Math.abs(difference)).toFixed(1);
  if (Number(text) === 0) return text;
  return `${difference < 0 ? '−' : '+'}${text}`;
}

/** A tick of an axis of differences: '+20', '0', '−20'. */
export const pointsTick = (difference: number): string => points(difference).replace(/\.0$/, '');

/** A whole number with thousands separators: 10847 → '10,847'. */
export const count = (n: number): string => n.toLocaleString('en');

/** A time in seconds as '2.3 s', '45 s', '12 min' or '1 h 05 min'; {@link NONE} where it is not known. */
export function duration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return NONE;
  if (seconds < 90) return `${Number(seconds.toFixed(seconds < 10 ? 1 : 0))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** A date in UTC: '24 November 2026, 06:13 UTC'; a text that is no date stays as it is. */
export function date(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const day = time.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return `${day}, ${time.toISOString().slice(11, 16)} UTC`;
}

/** A date for a table's cell, in UTC: '2026-11-24 06:13'; a text that is no date stays as it is. */
export function shortDate(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : time.toISOString().slice(0, 16).replace('T', ' ');
}
