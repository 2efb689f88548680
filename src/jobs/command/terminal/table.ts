import { cutTo, padTo, widthOf } from './width';

/** A column of a table. */
export interface Column {
  title: string;
  /** Columns of the highest rank are left out first where a table is too wide. Left out, it always stays. */
  rank?: number;
  /** Whether its cells may be cut where the table is too wide, down to {@link SHORTEST}: names. */
  cut?: boolean;
  /** Its cells begin at the left. Left out, numbers end at the right. */
  left?: boolean;
}

/** To how many columns names are cut at the most. */
const SHORTEST = 10;

/** Between two columns. */
const GAP = '  ';

/**
 * A table whose lines are no longer than `width`: names are cut first, with …, then columns are left out.
 *
 * @param rows a cell a column
 * @returns the head and a line a row
 *
 * @example
 * ```ts
 * table([{ title: 'class', left: true, cut: true }, { title: 'recall' }], [['cat', '97.1']], 80);
 * ```
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, i) => all.reduce((most, row) => Math.max(most, widthOf(row[i]!)), 0));
  const kept = fittingColumns(columns, widths, width);
  return all.map((row) =>
    kept
      .map(({ index, width: own }) => cell(row[index]!, own, columns[index]!))
      .join(GAP)
      .trimEnd(),
  );
}

/** A column that stays, with its width. */
interface KeptColumn {
  index: number;
  width: number;
}

/**
 * Which columns fit next to each other, and how wide they are then.
 *
 * @param widths of the columns where there is room enough
 */
export function fittingColumns(
  columns: readonly Column[],
  widths: readonly number[],
  width: number,
): KeptColumn[] {
  let kept = columns.map((_, index) => index);
  for (;;) {
    const sum = kept.reduce((total, i) => total + widths[i]!, (kept.length - 1) * GAP.length);
    const cut = kept.find((i) => columns[i]!.cut);
    const least = cut === undefined ? 0 : Math.max(0, widths[cut]! - SHORTEST);
    const last = kept.reduce((most, i) => Math.max(most, columns[i]!.rank ?? 0), 0);
    if (sum - least <= width || last === 0) {
      const over = Math.min(least, Math.max(0, sum - width));
      return kept.map((index) => ({ index, width: widths[index]! - (index === cut ? over : 0) }));
    }
    kept = kept.filter((i) => (columns[i]!.rank ?? 0) !== last);
  }
}

/** A text of a width: cut, or with spaces at one end. */
export function cell(text: string, width: number, { left = false }: Pick<Column, 'left'> = {}): string {
  return padTo(cutTo(text, width), width, left ? 'behind' : 'before');
}
