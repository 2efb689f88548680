/**
 * Copies a part of a four-dimensional array, a box, to an array of just that size. `count0`, `count1` and `count2` are the sizes
 * of the box along the three outer dimensions. `bytes`, a multiple of four, is its size along the last one, and the pitches are
 * the distances between neighbours along the others, in bytes.
 */
export function copyBox(
  source: usize,
  pitch0: usize,
  pitch1: usize,
  pitch2: usize,
  count0: i32,
  count1: i32,
  count2: i32,
  bytes: usize,
  target: usize,
): void {
  for (let i = 0; i < count0; i++) {
    for (let j = 0; j < count1; j++) {
      let from = source + <usize>i * pitch0 + <usize>j * pitch1;
      for (let k = 0; k < count2; k++) {
        memory.copy(target, from, bytes);
        target += bytes;
        from += pitch2;
      }
    }
  }
}
