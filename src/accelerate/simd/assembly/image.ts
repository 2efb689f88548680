// Images are [height, width, channels] arrays of float32. Scratch images are padded: they have a border of zeros where the
// convolution has padding, and channels of zeros up to a multiple of four, so that the channels of a pixel are whole vectors.

/**
 * Writes the rows of an image from `firstRow` on (rows outside it are zero) to a zeroed image of `outHeight × outWidth ×
 * outChannels`, `left` columns from its left edge.
 */
export function padImage(
  source: usize,
  height: i32,
  width: i32,
  channels: i32,
  firstRow: i32,
  target: usize,
  outHeight: i32,
  outWidth: i32,
  outChannels: i32,
  left: i32,
): void {
  const pixel = <usize>channels << 2;
  const outPixel = <usize>outChannels << 2;
  const outRow = <usize>outWidth * outPixel;
  memory.fill(target, 0, <usize>outHeight * outRow);
  const last = min(firstRow + outHeight, height);
  for (let y = max(firstRow, 0); y < last; y++) {
    const row = target + <usize>(y - firstRow) * outRow + <usize>left * outPixel;
    copyRow(source + <usize>(y * width) * pixel, pixel, row, outPixel, width, pixel);
  }
}

/** Writes the top left `height × width × channels` part of a scratch image to an image of exactly that size. */
export function cropImage(
  source: usize,
  sourceWidth: i32,
  sourceChannels: i32,
  target: usize,
  height: i32,
  width: i32,
  channels: i32,
): void {
  const pixel = <usize>channels << 2;
  const sourcePixel = <usize>sourceChannels << 2;
  for (let y = 0; y < height; y++) {
    const row = source + <usize>(y * sourceWidth) * sourcePixel;
    copyRow(row, sourcePixel, target + <usize>(y * width) * pixel, pixel, width, pixel);
  }
}

// @ts-ignore: decorator
@inline
function copyRow(source: usize, sourcePixel: usize, target: usize, targetPixel: usize, width: i32, bytes: usize): void {
  if (sourcePixel == targetPixel) {
    memory.copy(target, source, <usize>width * bytes);
    return;
  }
  for (let x = 0; x < width; x++) {
    for (let c: usize = 0; c < bytes; c += 4) store<f32>(target + c, load<f32>(source + c));
    source += sourcePixel;
    target += targetPixel;
  }
}

/** Sets `bytes` of scratch memory to zero. */
export function clear(target: usize, bytes: usize): void {
  memory.fill(target, 0, bytes);
}
