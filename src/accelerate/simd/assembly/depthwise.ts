// Gradients of depthwise convolutions with one output channel for each input channel. `image` is one with margins of zeros, so
// that a filter reads and writes inside of it everywhere; `channels` is a multiple of four. Four channels are taken at a time.

/** filter[filterHeight, filterWidth, channels] += Σ image · dy, of one image. */
export function depthwiseFilterGradient(
  image: usize,
  width: i32,
  channels: i32,
  dy: usize,
  outHeight: i32,
  outWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  filter: usize,
): void {
  const pixel = <usize>channels << 2;
  const row = <usize>width * pixel;
  const step = <usize>strideWidth * pixel;
  const tap = <usize>dilationWidth * pixel;
  for (let y = 0; y < outHeight; y++) {
    for (let i = 0; i < filterHeight; i++) {
      const source = image + <usize>(y * strideHeight + i * dilationHeight) * row;
      const target = filter + <usize>(i * filterWidth) * pixel;
      for (let c: usize = 0; c < pixel; c += 16) {
        let j = 0;
        for (; j + 3 <= filterWidth; j += 3) {
          sumThreeTaps(source + <usize>j * tap + c, step, tap, dy + c, pixel, outWidth, target + <usize>j * pixel + c);
        }
        for (; j < filterWidth; j++) {
          sumTap(source + <usize>j * tap + c, step, dy + c, pixel, outWidth, target + <usize>j * pixel + c);
        }
      }
    }
    dy += <usize>outWidth * pixel;
  }
}

/** Of one row: the taps at `x`, `x + tap` and `x + 2 · tap`. */
// @ts-ignore: decorator
@inline
function sumThreeTaps(x: usize, step: usize, tap: usize, dy: usize, pixel: usize, count: i32, target: usize): void {
  let sum0 = f32x4.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  for (let n = 0; n < count; n++) {
    const d = v128.load(dy);
    sum0 = f32x4.add(sum0, f32x4.mul(d, v128.load(x)));
    sum1 = f32x4.add(sum1, f32x4.mul(d, v128.load(x + tap)));
    sum2 = f32x4.add(sum2, f32x4.mul(d, v128.load(x + 2 * tap)));
    x += step;
    dy += pixel;
  }
  v128.store(target, f32x4.add(v128.load(target), sum0));
  v128.store(target + pixel, f32x4.add(v128.load(target + pixel), sum1));
  v128.store(target + 2 * pixel, f32x4.add(v128.load(target + 2 * pixel), sum2));
}

// @ts-ignore: decorator
@inline
function sumTap(x: usize, step: usize, dy: usize, pixel: usize, count: i32, target: usize): void {
  let sum = f32x4.splat(0);
  for (let n = 0; n < count; n++) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(dy), v128.load(x)));
    x += step;
    dy += pixel;
  }
  v128.store(target, f32x4.add(v128.load(target), sum));
}

/** image += dy · filter at the places that `depthwiseFilterGradient` reads, of one image. */
export function depthwiseInputGradient(
  dy: usize,
  outHeight: i32,
  outWidth: i32,
  channels: i32,
  filter: usize,
  strideHeight: i32,
  strideWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  image: usize,
  width: i32,
): void {
  const pixel = <usize>channels << 2;
  const row = <usize>width * pixel;
  const step = <usize>strideWidth * pixel;
  const tap = <usize>dilationWidth * pixel;
  for (let y = 0; y < outHeight; y++) {
    for (let i = 0; i < filterHeight; i++) {
      const target = image + <usize>(y * strideHeight + i * dilationHeight) * row;
      for (let j = 0; j < filterWidth; j++) {
        const weights = filter + <usize>(i * filterWidth + j) * pixel;
        for (let c: usize = 0; c < pixel; c += 16) {
          const weight = v128.load(weights + c);
          let from = dy + c;
          let to = target + <usize>j * tap + c;
          for (let n = 0; n < outWidth; n++) {
            v128.store(to, f32x4.add(v128.load(to), f32x4.mul(v128.load(from), weight)));
            from += pixel;
            to += step;
          }
        }
      }
    }
    dy += <usize>outWidth * pixel;
  }
}
