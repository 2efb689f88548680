/** Share of the held-out pictures that count as like those trained on. */
const ACCEPTED = 0.95;

/** Held-out pictures below which the training pictures are held out one by one as well. */
const ENOUGH = 20;

/** What pictures were trained on, and how far from them another may be. */
export interface Likeness {
  /** Representations of the training pictures, each of length 1, `[pictures, width]`. */
  train: Float32Array;
  width: number;
  /** The distance to the nearest training picture that 95 % of the held-out ones keep. */
  threshold: number;
}

/**
 * Learns what is like the pictures that were trained on: a picture whose representation, brought to length 1, is farther from the
 * nearest one of training than 95 % of held-out pictures are from theirs is unlike them. Held out are the test pictures; where they are
 * fewer than twenty, every training picture once, too.
 *
 * @param train representations of training pictures, `[pictures, width]`
 * @param test representations of test pictures
 * @see Sun, Ming, Zhu and Li 2022, "Out-of-Distribution Detection with Deep Nearest Neighbors", Section 3, with k = 1, as a rare class has
 * few pictures
 */
export function learnLikeness(train: Float32Array, test: Float32Array, width: number): Likeness {
  const rows = normalised(train, width);
  const held = normalised(test, width);
  const distances: number[] = [];
  for (let at = 0; at < held.length; at += width) {
    distances.push(nearest(rows, held.subarray(at, at + width), width));
  }
  if (distances.length < ENOUGH && rows.length > width) {
    for (let at = 0; at < rows.length; at += width) {
      distances.push(nearest(rows, rows.subarray(at, at + width), width, at));
    }
  }
  distances.sort((first, second) => first - second);
  const threshold = distances[Math.ceil(ACCEPTED * distances.length) - 1] ?? Number.POSITIVE_INFINITY;
  return { train: rows, width, threshold };
}

/** Whether a picture is unlike everything that was trained on. */
export function isUnlike({ train, width, threshold }: Likeness, representation: Float32Array): boolean {
  // Rounding alone does not make a picture of the held-out ones unlike.
  return nearest(train, normalised(representation, width), width) > threshold + 1e-4;
}

/** The distance to the nearest row, but for the one that begins at `except`. */
function nearest(rows: Float32Array, row: Float32Array, width: number, except = -1): number {
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < rows.length; at += width) {
    if (at === except) continue;
    let sum = 0;
    for (let i = 0; i < width; i++) sum += (rows[at + i]! - row[i]!) ** 2;
    least = Math.min(least, sum);
  }
  return Math.sqrt(least);
}

function normalised(matrix: Float32Array, width: number): Float32Array {
  const rows = matrix.slice();
  for (let at = 0; at < rows.length; at += width) {
    const length = Math.hypot(...rows.subarray(at, at + width)) || 1;
    for (let i = 0; i < width; i++) rows[at + i]! /= length;
  }
  return rows;
}
