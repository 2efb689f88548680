import type { Point } from '../chart/scale';
import type { ClassRow } from './class-rows';

/** All bars of one group as one path, and all its intervals as another: as quick for 1,000 classes as for 10. */
export interface BarPaths {
  bars: string;
  whiskers: string;
}

/** The least width of a bar that has an interval drawn; narrower ones would be hidden by it. */
const LEAST_FOR_WHISKERS = 2.5;

/**
 * The bars of one group.
 *
 * @param group place of the group among the values of each row
 * @param x from and to which pixel the classes lie
 * @param y pixel of a share
 */
export function barPaths(
  rows: readonly ClassRow[],
  group: number,
  x: Point,
  y: (share: number) => number,
): BarPaths {
  const band = (x[1] - x[0]) / Math.max(1, rows.length);
  const groups = rows[0]?.values.length ?? 1;
  const bar = (0.8 * band) / groups;
  let [bars, whiskers] = ['', ''];
  rows.forEach(({ values }, i) => {
    const { value, low, high } = values[group]!;
    if (value === null) return;
    const left = x[0] + i * band + 0.1 * band + group * bar;
    // A bar of 0 is still to be seen.
    const top = Math.min(y(value), y(0) - 1);
    bars += `M${left.toFixed(1)} ${y(0).toFixed(1)}V${top.toFixed(1)}h${(0.92 * bar).toFixed(1)}V${y(0).toFixed(1)}Z`;
    if (low === undefined || high === undefined || bar < LEAST_FOR_WHISKERS) return;
    const middle = (left + 0.46 * bar).toFixed(1);
    const cap = Math.min(3, 0.25 * bar);
    const end = (share: number) =>
      `M${(Number(middle) - cap).toFixed(1)} ${y(share).toFixed(1)}h${(2 * cap).toFixed(1)}`;
    whiskers += `M${middle} ${y(low).toFixed(1)}V${y(high).toFixed(1)}${end(low)}${end(high)}`;
  });
  return { bars, whiskers };
}

/** Stretches of neighbouring classes of the same group, from the first to before the last. */
export function groupStretches(
  rows: readonly ClassRow[],
): { group: ClassRow['group']; from: number; to: number }[] {
  const stretches: { group: ClassRow['group']; from: number; to: number }[] = [];
  rows.forEach(({ group }, i) => {
    const last = stretches.at(-1);
    if (last?.group === group) last.to = i + 1;
    else stretches.push({ group, from: i, to: i + 1 });
  });
  return stretches;
}

/** A name as it fits into some pixels, in the size of the charts' names; empty where hardly a letter does. */
export function fitting(name: string, pixels: number): string {
  const letters = Array.from(name);
  const widths = letters.map(widthOf);
  const width = widths.reduce((sum, each) => sum + each, 0);
  if (width <= pixels || (letters.length === 1 && pixels >= 8)) return name;
  let [kept, used] = [0, ELLIPSIS];
  while (kept < letters.length && used + widths[kept]! <= pixels) used += widths[kept++]!;
  return kept < 2 ? '' : `${letters.slice(0, kept).join('')}…`;
}

/** Width of '…' in pixels. */
const ELLIPSIS = 9;

/** About how wide a letter is, rather too much than too little: names must not run into each other. */
function widthOf(letter: string): number {
  if (/\p{Mark}/u.test(letter)) return 0;
  if (letter.codePointAt(0)! >= 0x1100) return 13;
  if (/[MW@%mw]/.test(letter)) return 10;
  return /\p{Lu}/u.test(letter) ? 8 : 6.6;
}
