// Batch normalisation over the rows of x[rows, channels], `channels` a multiple of four. Sums over rows are taken block by
// block: a block stays in the first-level cache, and four channels at a time are summed over it in registers. The sums of the
// blocks are added up at the end of each, which keeps the rounding error of long sums small.

const BLOCK: i32 = 8192;
const ROWS_AT_ONCE: i32 = 4;

// @ts-ignore: decorator
@inline
function addTo(target: usize, a: v128, b: v128): void {
  v128.store(target, f32x4.add(v128.load(target), f32x4.add(a, b)));
}

/** sums[channels] = Σ_rows x. */
export function sumRows(x: usize, rows: i32, channels: i32, sums: usize): void {
  const pitch = <usize>channels << 2;
  const block = max(ROWS_AT_ONCE, BLOCK / channels);
  memory.fill(sums, 0, pitch);
  for (let from = 0; from < rows; from += block) {
    const to = min(from + block, rows);
    for (let c: usize = 0; c < pitch; c += 16) {
      let at = x + <usize>from * pitch + c;
      let even = f32x4.splat(0);
      let odd = even;
      let row = from;
      for (; row + 1 < to; row += 2) {
        even = f32x4.add(even, v128.load(at));
        odd = f32x4.add(odd, v128.load(at + pitch));
        at += 2 * pitch;
      }
      if (row < to) even = f32x4.add(even, v128.load(at));
      addTo(sums + c, even, odd);
    }
  }
}

/**
 * sums[channels] = Σ_rows x and squares[channels] = Σ_rows (x − mean)², in one pass over memory: a block is in the cache when its deviations
 * from its own mean are summed. Two sets of n and k rows, their means δ apart, have together the squares of both and δ² · n · k / (n + k)
 * (Chan, Golub and LeVeque, 1983).
 */
export function sumMoments(x: usize, rows: i32, channels: i32, sums: usize, squares: usize): void {
  const pitch = <usize>channels << 2;
  const block = max(ROWS_AT_ONCE, BLOCK / channels);
  memory.fill(sums, 0, pitch);
  memory.fill(squares, 0, pitch);
  for (let from = 0; from < rows; from += block) {
    const to = min(from + block, rows);
    const before = f32x4.splat(1 / <f32>max(from, 1));
    const share = f32x4.splat(1 / <f32>(to - from));
    const weight = f32x4.splat(<f32>((<f64>from * <f64>(to - from)) / <f64>to));
    for (let c: usize = 0; c < pitch; c += 16) {
      const start = x + <usize>from * pitch + c;
      const sum = blockSum(start, to - from, pitch);
      const mean = f32x4.mul(sum, share);
      const distance = f32x4.sub(mean, f32x4.mul(v128.load(sums + c), before));
      const between = f32x4.mul(f32x4.mul(distance, distance), weight);
      addTo(squares + c, blockSquares(start, to - from, pitch, mean), between);
      v128.store(sums + c, f32x4.add(v128.load(sums + c), sum));
    }
  }
}

// @ts-ignore: decorator
@inline
function blockSum(at: usize, rows: i32, pitch: usize): v128 {
  let even = f32x4.splat(0);
  let odd = even;
  let row = 0;
  for (; row + 1 < rows; row += 2) {
    even = f32x4.add(even, v128.load(at));
    odd = f32x4.add(odd, v128.load(at + pitch));
    at += 2 * pitch;
  }
  if (row < rows) even = f32x4.add(even, v128.load(at));
  return f32x4.add(even, odd);
}

// @ts-ignore: decorator
@inline
function blockSquares(at: usize, rows: i32, pitch: usize, mean: v128): v128 {
  let even = f32x4.splat(0);
  let odd = even;
  let row = 0;
  for (; row + 1 < rows; row += 2) {
    const first = f32x4.sub(v128.load(at), mean);
    const second = f32x4.sub(v128.load(at + pitch), mean);
    even = f32x4.add(even, f32x4.mul(first, first));
    odd = f32x4.add(odd, f32x4.mul(second, second));
    at += 2 * pitch;
  }
  if (row < rows) {
    const last = f32x4.sub(v128.load(at), mean);
    even = f32x4.add(even, f32x4.mul(last, last));
  }
  return f32x4.add(even, odd);
}

/** sums[channels] = Σ_rows dy, products[channels] = Σ_rows dy · (x − mean). */
export function sumGradients(
  dy: usize,
  x: usize,
  mean: usize,
  rows: i32,
  channels: i32,
  sums: usize,
  products: usize,
): void {
  const pitch = <usize>channels << 2;
  const block = max(ROWS_AT_ONCE, BLOCK / 2 / channels);
  const zero = f32x4.splat(0);
  memory.fill(sums, 0, pitch);
  memory.fill(products, 0, pitch);
  for (let from = 0; from < rows; from += block) {
    const to = min(from + block, rows);
    for (let c: usize = 0; c < pitch; c += 16) {
      const m = v128.load(mean + c);
      let at = <usize>from * pitch + c;
      let sum = zero;
      let product = zero;
      let oddSum = zero;
      let oddProduct = zero;
      let row = from;
      for (; row + 1 < to; row += 2) {
        const first = v128.load(dy + at);
        const second = v128.load(dy + at + pitch);
        sum = f32x4.add(sum, first);
        oddSum = f32x4.add(oddSum, second);
        product = f32x4.add(product, f32x4.mul(first, f32x4.sub(v128.load(x + at), m)));
        oddProduct = f32x4.add(oddProduct, f32x4.mul(second, f32x4.sub(v128.load(x + at + pitch), m)));
        at += 2 * pitch;
      }
      if (row < to) {
        const last = v128.load(dy + at);
        sum = f32x4.add(sum, last);
        product = f32x4.add(product, f32x4.mul(last, f32x4.sub(v128.load(x + at), m)));
      }
      addTo(sums + c, sum, oddSum);
      addTo(products + c, product, oddProduct);
    }
  }
}

/** y = (x − mean) · slope + offset. */
export function normalise(
  x: usize,
  mean: usize,
  slope: usize,
  offset: usize,
  rows: i32,
  channels: i32,
  y: usize,
): void {
  const pitch = <usize>channels << 2;
  for (let row = 0; row < rows; row++) {
    for (let c: usize = 0; c < pitch; c += 16) {
      const centred = f32x4.sub(v128.load(x + c), v128.load(mean + c));
      v128.store(y + c, f32x4.add(f32x4.mul(centred, v128.load(slope + c)), v128.load(offset + c)));
    }
    x += pitch;
    y += pitch;
  }
}

/** dx = (dy − average − (x − mean) · correlation) · slope. */
export function normaliseGradient(
  dy: usize,
  x: usize,
  mean: usize,
  average: usize,
  correlation: usize,
  slope: usize,
  rows: i32,
  channels: i32,
  dx: usize,
): void {
  const pitch = <usize>channels << 2;
  for (let row = 0; row < rows; row++) {
    for (let c: usize = 0; c < pitch; c += 16) {
      const centred = f32x4.sub(v128.load(x + c), v128.load(mean + c));
      const remainder = f32x4.sub(v128.load(dy + c), v128.load(average + c));
      const projected = f32x4.sub(remainder, f32x4.mul(centred, v128.load(correlation + c)));
      v128.store(dx + c, f32x4.mul(projected, v128.load(slope + c)));
    }
    dy += pitch;
    x += pitch;
    dx += pitch;
  }
}
