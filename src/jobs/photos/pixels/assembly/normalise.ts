/**
 * Bytes, four a pixel, to float32, three a pixel: `pixel · slope + offset`.
 *
 * @param mirrored 1 to turn every row round, left to right; 0 elsewhere
 * @param slope float32 a channel, four of them, the last for nothing; so is `offset`
 * @param target 4 bytes behind its last pixel are overwritten
 */
export function normalise(
  image: usize,
  width: i32,
  height: i32,
  mirrored: i32,
  slope: usize,
  offset: usize,
  target: usize,
): void {
  const slopes = v128.load(slope);
  const offsets = v128.load(offset);
  const step: isize = mirrored ? -4 : 4;
  const rowBytes = (<usize>width) << 2;
  for (let y = 0; y < height; y++) {
    let at = mirrored ? image + rowBytes - 4 : image;
    for (let x = 0; x < width; x++) {
      const words = i16x8.extend_low_i8x16_u(v128.load32_zero(at));
      const pixel = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(words));
      v128.store(target, f32x4.add(f32x4.mul(pixel, slopes), offsets));
      at += <usize>step;
      target += 12;
    }
    image += rowBytes;
  }
}
