/** What stands where there is no number. */
export const NONE = '–';

/** A fraction as a percentage with one decimal, without the sign: 0.7154 → '71.5'. */
export function percent(fraction: number | null): string {
  return fraction === null ? NONE : (100 * fraction).toFixed(1);
}

/** Tick of an accuracy axis: 0.6 → '60'. */
export const percentTick = (fraction: number): string => String(Math.round(100 * fraction));

/** A difference of fractions in percentage points, always signed: '+8.4', '−0.3'. */
export function points(difference: number | null): string {
  if (difference === null) return NONE;
  const text = (100 * Math.abs(difference)).toFixed(1);
  if (Number(text) === 0) return text;
  return `${difference < 0 ? '−' : '+'}${text}`;
}

/** Tick of an axis of differences: '+20', '0', '−20'. */
export const pointsTick = (difference: number): string => points(difference).replace(/\.0$/, '');

/** A whole number with thousands separators: 10847 → '10,847'. */
export const count = (n: number): string => n.toLocaleString('en');

/** 'one run', '5 runs'. */
export function plural(n: number, noun: string, nouns = `${noun}s`): string {
  return n === 1 ? `one ${noun}` : `${count(n)} ${nouns}`;
}

/** A time in its two largest units: 4512 → '1 h 15 min'. */
export function duration(seconds: number | null): string {
  if (seconds === null) return NONE;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A date in UTC: '24 November 2026, 06:13 UTC'; text that is no date stays as it is. */
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

/** A time for a table's cell, in UTC: '2026-11-24 06:13'; text that is no date stays as it is. */
export function shortDate(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : time.toISOString().slice(0, 16).replace('T', ' ');
}

/** A name as it stands inside a sentence: 'Cross entropy' → 'cross entropy', 'MBIB' stays. */
export const inSentence = (name: string): string => name.replace(/^[A-Z](?=[a-z])/, (c) => c.toLowerCase());

/** 'a', 'a and b', 'a, b and c'. */
export function list(items: string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
