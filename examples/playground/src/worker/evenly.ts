/** At most `most` of the numbers from 0 to `count` − 1, evenly spaced. */
export function evenly(count: number, most: number): Int32Array {
  const length = Math.min(count, most);
  return Int32Array.from({ length }, (_, i) => Math.floor((i * count) / length));
}
