// Images are [height, width, 4] arrays of bytes: a pixel is 32 bits, red first; the fourth byte counts for nothing.
//
// A weight of Pillow has 22 bits behind the point, too many for the 16-bit products that SIMD is fast at, so it comes as
// weight = high · 2¹⁵ + low, each of them 16 bits: Σ pixel · weight = (Σ pixel · high) · 2¹⁵ + Σ pixel · low, exactly.
// Weights stand in pairs, as the instruction takes two products at a time: [high₀ high₁ low₀ low₁] as int16.

const PRECISION: i32 = 22;
const LOW: i32 = 15;
const PAIR: usize = 8;

/**
 * The horizontal pass: every row of the source becomes `outWidth` pixels.
 *
 * @param source first pixel of the box; 4 bytes behind its last pixel must be readable
 * @param rowBytes from one row of the source to the next
 * @param firsts int32 an output column: the column of the box that its weights start at
 * @param weights `pairs` pairs an output column; a weight past the box must be zero
 */
export function resampleColumns(
  source: usize,
  rowBytes: i32,
  rows: i32,
  outWidth: i32,
  firsts: usize,
  weights: usize,
  pairs: i32,
  target: usize,
): void {
  const targetBytes = <usize>outWidth << 2;
  // Four rows at a time share the weights; the last of them may be the same row more than once.
  for (let y = 0; y < rows; y += 4) {
    const second = <usize>min(1, rows - 1 - y);
    const third = <usize>min(2, rows - 1 - y);
    const fourth = <usize>min(3, rows - 1 - y);
    const source1 = second * <usize>rowBytes;
    const source2 = third * <usize>rowBytes;
    const source3 = fourth * <usize>rowBytes;
    const target1 = second * targetBytes;
    const target2 = third * targetBytes;
    const target3 = fourth * targetBytes;
    let weight = weights;
    let to = target + <usize>y * targetBytes;
    for (let x = 0; x < outWidth; x++) {
      let at = source + (<usize>load<i32>(firsts + (<usize>x << 2)) << 2);
      let high0 = i32x4.splat(0);
      let high1 = high0;
      let high2 = high0;
      let high3 = high0;
      let low0 = i32x4.splat(1 << (PRECISION - 1));
      let low1 = low0;
      let low2 = low0;
      let low3 = low0;
      for (let pair = 0; pair < pairs; pair++) {
        const high = v128.load32_splat(weight);
        const low = v128.load32_splat(weight + 4);
        const pixels0 = twoPixels(at);
        const pixels1 = twoPixels(at + source1);
        const pixels2 = twoPixels(at + source2);
        const pixels3 = twoPixels(at + source3);
        high0 = i32x4.add(high0, i32x4.dot_i16x8_s(pixels0, high));
        high1 = i32x4.add(high1, i32x4.dot_i16x8_s(pixels1, high));
        high2 = i32x4.add(high2, i32x4.dot_i16x8_s(pixels2, high));
        high3 = i32x4.add(high3, i32x4.dot_i16x8_s(pixels3, high));
        low0 = i32x4.add(low0, i32x4.dot_i16x8_s(pixels0, low));
        low1 = i32x4.add(low1, i32x4.dot_i16x8_s(pixels1, low));
        low2 = i32x4.add(low2, i32x4.dot_i16x8_s(pixels2, low));
        low3 = i32x4.add(low3, i32x4.dot_i16x8_s(pixels3, low));
        at += 8;
        weight += PAIR;
      }
      const bytes = i8x16.narrow_i16x8_u(
        i16x8.narrow_i32x4_s(rounded(high0, low0), rounded(high1, low1)),
        i16x8.narrow_i32x4_s(rounded(high2, low2), rounded(high3, low3)),
      );
      v128.store32_lane(to, bytes, 0);
      v128.store32_lane(to + target1, bytes, 1);
      v128.store32_lane(to + target2, bytes, 2);
      v128.store32_lane(to + target3, bytes, 3);
      to += 4;
    }
    source += <usize>rowBytes << 2;
  }
}

/**
 * The vertical pass: `outHeight` rows of `width` pixels, `width` a multiple of four.
 *
 * @param firsts int32 an output row: the row of the source that its weights start at
 * @param weights `pairs` pairs an output row; a weight past the source must be zero, and its row readable
 */
export function resampleRows(
  source: usize,
  width: i32,
  outHeight: i32,
  firsts: usize,
  weights: usize,
  pairs: i32,
  target: usize,
): void {
  const rowBytes = <usize>width << 2;
  const half = i32x4.splat(1 << (PRECISION - 1));
  const zero = i32x4.splat(0);
  for (let y = 0; y < outHeight; y++) {
    const first = source + <usize>load<i32>(firsts + (<usize>y << 2)) * rowBytes;
    for (let x: usize = 0; x < rowBytes; x += 16) {
      let at = first + x;
      let weight = weights;
      let high0 = zero;
      let high1 = zero;
      let high2 = zero;
      let high3 = zero;
      let low0 = half;
      let low1 = half;
      let low2 = half;
      let low3 = half;
      for (let pair = 0; pair < pairs; pair++) {
        const upper = v128.load(at);
        const lower = v128.load(at + rowBytes);
        const left = v128.shuffle<u8>(upper, lower, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const right = v128.shuffle<u8>(upper, lower, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        const both0 = i16x8.extend_low_i8x16_u(left);
        const both1 = i16x8.extend_high_i8x16_u(left);
        const both2 = i16x8.extend_low_i8x16_u(right);
        const both3 = i16x8.extend_high_i8x16_u(right);
        const high = v128.load32_splat(weight);
        const low = v128.load32_splat(weight + 4);
        high0 = i32x4.add(high0, i32x4.dot_i16x8_s(both0, high));
        high1 = i32x4.add(high1, i32x4.dot_i16x8_s(both1, high));
        high2 = i32x4.add(high2, i32x4.dot_i16x8_s(both2, high));
        high3 = i32x4.add(high3, i32x4.dot_i16x8_s(both3, high));
        low0 = i32x4.add(low0, i32x4.dot_i16x8_s(both0, low));
        low1 = i32x4.add(low1, i32x4.dot_i16x8_s(both1, low));
        low2 = i32x4.add(low2, i32x4.dot_i16x8_s(both2, low));
        low3 = i32x4.add(low3, i32x4.dot_i16x8_s(both3, low));
        at += 2 * rowBytes;
        weight += PAIR;
      }
      const left = i16x8.narrow_i32x4_s(rounded(high0, low0), rounded(high1, low1));
      const right = i16x8.narrow_i32x4_s(rounded(high2, low2), rounded(high3, low3));
      v128.store(target, i8x16.narrow_i16x8_u(left, right));
      target += 16;
    }
    weights += <usize>pairs * PAIR;
  }
}

// @ts-ignore: decorator
@inline
function rounded(high: v128, low: v128): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.shl(high, LOW), low), PRECISION);
}

/** Two neighbours, channel by channel, as int16: r₀ r₁ g₀ g₁ b₀ b₁ x₀ x₁. */
// @ts-ignore: decorator
@inline
function twoPixels(at: usize): v128 {
  const words = v128.load8x8_u(at);
  return v128.shuffle<u16>(words, words, 0, 4, 1, 5, 2, 6, 3, 7);
}
