// A convolution of any size and stride as a product of matrices. A row of the matrix `columns` is the patch of the image that
// one output pixel is computed from, [filterHeight, filterWidth, channels]; `channels` is a multiple of four.

// @ts-ignore: decorator
@inline
function patch(image: usize, width: i32, pixel: usize, y: i32, x: i32): usize {
  return image + <usize>(y * width + x) * pixel;
}

/** Copies the patches of `outHeight × outWidth` output pixels from a padded image to the rows of `columns`. */
export function gatherPatches(
  image: usize,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  columns: usize,
): void {
  const pixel = <usize>channels << 2;
  const bytes = <usize>filterWidth * pixel;
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      for (let i = 0; i < filterHeight; i++) {
        const source = patch(image, width, pixel, y * strideHeight + i, x * strideWidth);
        for (let b: usize = 0; b < bytes; b += 16) v128.store(columns + b, v128.load(source + b));
        columns += bytes;
      }
    }
  }
}

/** The reverse of `gatherPatches`, as gradients need it: adds the rows of `columns`, `pitch` bytes apart, to the patches of the image. */
export function scatterPatches(
  columns: usize,
  pitch: usize,
  outHeight: i32,
  outWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  image: usize,
  width: i32,
  channels: i32,
): void {
  const pixel = <usize>channels << 2;
  const bytes = <usize>filterWidth * pixel;
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      let row = columns;
      for (let i = 0; i < filterHeight; i++) {
        const target = patch(image, width, pixel, y * strideHeight + i, x * strideWidth);
        for (let b: usize = 0; b < bytes; b += 16) {
          v128.store(target + b, f32x4.add(v128.load(target + b), v128.load(row + b)));
        }
        row += bytes;
      }
      columns += pitch;
    }
  }
}

/**
 * Packs a filter [taps, ins, outs] for `multiply`, channels padded with zeros: as the matrix [taps · paddedIns, outs], or
 * transposed as [paddedOuts, taps · paddedIns]. Its columns are padded to `paddedColumns`, a multiple of eight.
 */
export function packFilter(
  filter: usize,
  taps: i32,
  ins: i32,
  outs: i32,
  paddedIns: i32,
  depth: i32,
  paddedColumns: i32,
  transposed: bool,
  packed: usize,
): void {
  memory.fill(packed, 0, <usize>(depth * paddedColumns) << 2);
  for (let tap = 0; tap < taps; tap++) {
    for (let i = 0; i < ins; i++) {
      const index = tap * paddedIns + i;
      for (let o = 0; o < outs; o++) {
        const row = transposed ? o : index;
        const column = transposed ? index : o;
        const at = (column >> 3) * depth * 8 + row * 8 + (column & 7);
        store<f32>(packed + (<usize>at << 2), load<f32>(filter));
        filter += 4;
      }
    }
  }
}
