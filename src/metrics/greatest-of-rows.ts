import type { Matrix } from './read-matrix';

/** The place of the greatest value of each row, the first one where several are equal. */
export function greatestOfRows({ values, rows, columns }: Matrix): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => {
    const start = row * columns;
    let best = 0;
    for (let i = 1; i < columns; i++) if (values[start + i]! > values[start + best]!) best = i;
    return best;
  });
}
