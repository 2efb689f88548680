// Pillow's Image.blend(degenerate, image, factor): degenerate + factor · (image − degenerate) in float32, clipped to
// 0..255, its fraction cut off. Images are bytes, four a pixel, a multiple of four pixels.

/** Added to a small whole number, 1.5 · 2²³ leaves it in the low bits of the float; these are the bits of the sum with 0. */
const WHOLE: f32 = 12582912;
const WHOLE_BITS: i32 = 0x4b400000;

/** Blends every byte with one value: brightness with 0, contrast with the mean grey. */
export function blendWithConstant(image: usize, pixels: i32, value: f32, factor: f32): void {
  const degenerate = f32x4.splat(value);
  const slope = f32x4.splat(factor);
  for (const end = image + (<usize>pixels << 2); image < end; image += 16) {
    const bytes = v128.load(image);
    store16(
      image,
      blend(unpacked(bytes, 0), degenerate, slope),
      blend(unpacked(bytes, 1), degenerate, slope),
      blend(unpacked(bytes, 2), degenerate, slope),
      blend(unpacked(bytes, 3), degenerate, slope),
    );
  }
}

/** Blends every pixel with its grey: saturation. */
export function blendWithGrey(image: usize, pixels: i32, factor: f32): void {
  const slope = f32x4.splat(factor);
  for (const end = image + (<usize>pixels << 2); image < end; image += 16) {
    const bytes = v128.load(image);
    const grey = f32x4.convert_i32x4_s(greyOf(bytes));
    store16(
      image,
      blend(unpacked(bytes, 0), v128.shuffle<f32>(grey, grey, 0, 0, 0, 0), slope),
      blend(unpacked(bytes, 1), v128.shuffle<f32>(grey, grey, 1, 1, 1, 1), slope),
      blend(unpacked(bytes, 2), v128.shuffle<f32>(grey, grey, 2, 2, 2, 2), slope),
      blend(unpacked(bytes, 3), v128.shuffle<f32>(grey, grey, 3, 3, 3, 3), slope),
    );
  }
}

/** The sum of all pixels' greys, below 2³² for 16 million pixels. */
export function greySum(image: usize, pixels: i32): u32 {
  let sums = i32x4.splat(0);
  for (const end = image + (<usize>pixels << 2); image < end; image += 16) {
    sums = i32x4.add(sums, greyOf(v128.load(image)));
  }
  return (
    i32x4.extract_lane(sums, 0) +
    i32x4.extract_lane(sums, 1) +
    i32x4.extract_lane(sums, 2) +
    i32x4.extract_lane(sums, 3)
  );
}

// (19595 red + 38470 green + 7471 blue + 2¹⁵) >> 16 of four pixels. Green's weight does not fit into 16 bits, so green
// takes the fourth byte's place too, with half of the weight in both.
// @ts-ignore: decorator
@inline
function greyOf(bytes: v128): v128 {
  const weights = i16x8(19595, 19235, 7471, 19235, 19595, 19235, 7471, 19235);
  const channels = v128.shuffle<u8>(bytes, bytes, 0, 1, 2, 1, 4, 5, 6, 5, 8, 9, 10, 9, 12, 13, 14, 13);
  const first = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(channels), weights);
  const second = i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(channels), weights);
  const sum = i32x4.add(v128.shuffle<i32>(first, second, 0, 2, 4, 6), v128.shuffle<i32>(first, second, 1, 3, 5, 7));
  return i32x4.shr_u(i32x4.add(sum, i32x4.splat(0x8000)), 16);
}

// @ts-ignore: decorator
@inline
function unpacked(bytes: v128, pixel: i32): v128 {
  const words = pixel < 2 ? i16x8.extend_low_i8x16_u(bytes) : i16x8.extend_high_i8x16_u(bytes);
  return f32x4.convert_i32x4_s(
    pixel % 2 == 0 ? i32x4.extend_low_i16x8_u(words) : i32x4.extend_high_i16x8_u(words),
  );
}

// @ts-ignore: decorator
@inline
function blend(value: v128, degenerate: v128, slope: v128): v128 {
  const blended = f32x4.add(degenerate, f32x4.mul(slope, f32x4.sub(value, degenerate)));
  return i32x4.sub(f32x4.add(f32x4.trunc(blended), f32x4.splat(WHOLE)), i32x4.splat(WHOLE_BITS));
}

// @ts-ignore: decorator
@inline
function store16(target: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(target, i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)));
}
