// Images are [height, width, channels] arrays of float32. Scratch images are padded: they have a border of zeros where the
// convolution has padding, and channels of zeros up to a multiple of four, so that the channels of a pixel are whole vectors.

/**
 * Writes the rows of an image from `firstRow` on (rows outside it are zero) to a zeroed image of `outHeight × outWidth ×
 * outChannels`, `left` columns from its left edge. Without `cleared` the other pixels are left as they are.
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
  cleared: bool,
): void {
  const pixel = <usize>channels << 2;
  const outPixel = <usize>outChannels << 2;
  const outRow = <usize>outWidth * outPixel;
  if (cleared) memory.fill(target, 0, <usize>outHeight * outRow);
  const first = max(firstRow, 0);
  const last = min(firstRow + outHeight, height);
  const row = target + <usize>(first - firstRow) * outRow + <usize>left * outPixel;
  copyRows(source + <usize>(first * width) * pixel, <usize>width * pixel, pixel, row, outRow, outPixel, last - first, width, pixel);
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
  copyRows(source, <usize>sourceWidth * sourcePixel, sourcePixel, target, <usize>width * pixel, pixel, height, width, pixel);
}

/** Copies rows of pixels; as one piece where nothing lies between the rows. */
// @ts-ignore: decorator
@inline
function copyRows(
  source: usize,
  sourceRow: usize,
  sourcePixel: usize,
  target: usize,
  targetRow: usize,
  targetPixel: usize,
  rows: i32,
  width: i32,
  bytes: usize,
): void {
  if (rows <= 0) return;
  if (sourcePixel == targetPixel && sourceRow == targetRow) {
    memory.copy(target, source, <usize>rows * sourceRow);
    return;
  }
  for (let y = 0; y < rows; y++) {
    copyRow(source, sourcePixel, target, targetPixel, width, bytes);
    source += sourceRow;
    target += targetRow;
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
