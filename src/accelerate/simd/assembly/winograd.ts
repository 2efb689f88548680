// Winograd's minimal filtering F(4×4, 3×3) (Lavin and Gray, arXiv:1509.09308): a 4×4 tile of the output of a 3×3
// convolution is Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A with d the 6×6 tile of the input and g the filter. Summed over input channels, the
// elementwise product is 36 products of matrices, one for each element of a 6×6 tile, here called a frequency. They take a
// quarter of the multiplications of the direct form.
// The filter's gradient is the adjoint of the same formula: Gᵀ[(Bᵀ d B) ⊙ (A e Aᵀ)]G summed over tiles, with e the
// tile of the upstream gradient.
//
// The interpolation points are 0, 1, −1, 1/2, −2 and ∞ (Barabasz et al., arXiv:1803.10986): three times more exact in
// float32 than the usual ±2.
//
// Layouts: tiles [frequency, tile, channel], filters [frequency, column / 8, row, 8]. Strides and pitches are bytes.

const FREQUENCIES: i32 = 36;
const VECTOR: usize = 16;

/** Bᵀ: six values to six. */
// @ts-ignore: decorator
@inline
function transform6(source: usize, step: usize, target: usize, stride: usize): void {
  const d0 = v128.load(source);
  const d1 = v128.load(source + step);
  const d2 = v128.load(source + 2 * step);
  const d3 = v128.load(source + 3 * step);
  const d4 = v128.load(source + 4 * step);
  const d5 = v128.load(source + 5 * step);
  const half = f32x4.splat(0.5);
  const threeHalves = f32x4.splat(1.5);
  const p = f32x4.sub(d4, d2);
  const q = f32x4.sub(d3, d1);
  const s = f32x4.add(p, f32x4.mul(threeHalves, d3));
  const r = f32x4.add(q, f32x4.mul(threeHalves, d2));
  v128.store(target, f32x4.add(f32x4.add(f32x4.sub(d0, d2), p), f32x4.mul(threeHalves, q)));
  v128.store(target + stride, f32x4.add(s, r));
  v128.store(target + 2 * stride, f32x4.sub(s, r));
  v128.store(target + 3 * stride, f32x4.add(p, f32x4.add(q, q)));
  v128.store(target + 4 * stride, f32x4.sub(p, f32x4.mul(half, q)));
  v128.store(target + 5 * stride, f32x4.add(f32x4.sub(f32x4.sub(d5, d3), q), f32x4.mul(threeHalves, p)));
}

/** Aᵀ: six values to four. */
// @ts-ignore: decorator
@inline
function reduce6to4(source: usize, step: usize, target: usize, stride: usize): void {
  const m0 = v128.load(source);
  const m1 = v128.load(source + step);
  const m2 = v128.load(source + 2 * step);
  const m3 = v128.load(source + 3 * step);
  const m4 = v128.load(source + 4 * step);
  const m5 = v128.load(source + 5 * step);
  const sum = f32x4.add(m1, m2);
  const difference = f32x4.sub(m1, m2);
  const y0 = f32x4.add(f32x4.add(m0, sum), f32x4.add(m3, m4));
  const y1 = f32x4.add(difference, f32x4.sub(f32x4.mul(f32x4.splat(0.5), m3), f32x4.add(m4, m4)));
  const y2 = f32x4.add(sum, f32x4.add(f32x4.mul(f32x4.splat(0.25), m3), f32x4.mul(f32x4.splat(4), m4)));
  const tail = f32x4.sub(f32x4.mul(f32x4.splat(0.125), m3), f32x4.mul(f32x4.splat(8), m4));
  v128.store(target, y0);
  v128.store(target + stride, y1);
  v128.store(target + 2 * stride, y2);
  v128.store(target + 3 * stride, f32x4.add(f32x4.add(difference, m5), tail));
}

/** A: four values to six. */
// @ts-ignore: decorator
@inline
function expand4to6(source: usize, step: usize, target: usize, stride: usize): void {
  const y0 = v128.load(source);
  const y1 = v128.load(source + step);
  const y2 = v128.load(source + 2 * step);
  const y3 = v128.load(source + 3 * step);
  const even = f32x4.add(y0, y2);
  const odd = f32x4.add(y1, y3);
  const halfEven = f32x4.add(y0, f32x4.mul(f32x4.splat(0.25), y2));
  const halfOdd = f32x4.add(f32x4.mul(f32x4.splat(0.5), y1), f32x4.mul(f32x4.splat(0.125), y3));
  const twiceEven = f32x4.add(y0, f32x4.mul(f32x4.splat(4), y2));
  const twiceOdd = f32x4.add(f32x4.add(y1, y1), f32x4.mul(f32x4.splat(8), y3));
  v128.store(target, y0);
  v128.store(target + stride, f32x4.add(even, odd));
  v128.store(target + 2 * stride, f32x4.sub(even, odd));
  v128.store(target + 3 * stride, f32x4.add(halfEven, halfOdd));
  v128.store(target + 4 * stride, f32x4.sub(twiceEven, twiceOdd));
  v128.store(target + 5 * stride, y3);
}

/** Bᵀ d B of every 6×6 tile (step 4) of a padded image `4 · tileColumns + 2` wide; `temporary` holds 36 vectors. */
export function transformInput(
  image: usize,
  tileRows: i32,
  tileColumns: i32,
  channels: i32,
  tiles: usize,
  frequencyStride: usize,
  temporary: usize,
): void {
  const pixel = <usize>channels << 2;
  const row = <usize>(4 * tileColumns + 2) * pixel;
  for (let y = 0; y < tileRows; y++) {
    for (let x = 0; x < tileColumns; x++) {
      const corner = image + <usize>(4 * y) * row + <usize>(4 * x) * pixel;
      for (let c: usize = 0; c < pixel; c += VECTOR) {
        for (let i: usize = 0; i < 6; i++) {
          transform6(corner + c + i * pixel, row, temporary + i * VECTOR, 6 * VECTOR);
        }
        for (let i: usize = 0; i < 6; i++) {
          transform6(temporary + i * 6 * VECTOR, VECTOR, tiles + c + i * 6 * frequencyStride, frequencyStride);
        }
      }
      tiles += pixel;
    }
  }
}

/** A e Aᵀ of every 4×4 tile of an image `4 · tileColumns` wide; `tiles` has `tileChannels ≥ channels` channels. */
export function transformGradient(
  image: usize,
  tileRows: i32,
  tileColumns: i32,
  channels: i32,
  tiles: usize,
  tileChannels: i32,
  frequencyStride: usize,
  temporary: usize,
): void {
  const pixel = <usize>channels << 2;
  const row = <usize>(4 * tileColumns) * pixel;
  for (let y = 0; y < tileRows; y++) {
    for (let x = 0; x < tileColumns; x++) {
      const corner = image + <usize>(4 * y) * row + <usize>(4 * x) * pixel;
      for (let c: usize = 0; c < pixel; c += VECTOR) {
        for (let i: usize = 0; i < 4; i++) {
          expand4to6(corner + c + i * pixel, row, temporary + i * VECTOR, 4 * VECTOR);
        }
        for (let i: usize = 0; i < 6; i++) {
          expand4to6(temporary + i * 4 * VECTOR, VECTOR, tiles + c + i * 6 * frequencyStride, frequencyStride);
        }
      }
      tiles += <usize>tileChannels << 2;
    }
  }
}

/** Aᵀ M A of every tile, written as an image `4 · tileColumns` wide with `channels ≤ tileChannels` channels. */
export function transformOutput(
  tiles: usize,
  tileChannels: i32,
  frequencyStride: usize,
  image: usize,
  tileRows: i32,
  tileColumns: i32,
  channels: i32,
  temporary: usize,
): void {
  const pixel = <usize>channels << 2;
  const row = <usize>(4 * tileColumns) * pixel;
  for (let y = 0; y < tileRows; y++) {
    for (let x = 0; x < tileColumns; x++) {
      const corner = image + <usize>(4 * y) * row + <usize>(4 * x) * pixel;
      for (let c: usize = 0; c < pixel; c += VECTOR) {
        for (let i: usize = 0; i < 6; i++) {
          reduce6to4(tiles + c + i * frequencyStride, 6 * frequencyStride, temporary + i * VECTOR, 6 * VECTOR);
        }
        for (let i: usize = 0; i < 4; i++) {
          reduce6to4(temporary + i * 6 * VECTOR, VECTOR, corner + c + i * row, pixel);
        }
      }
      tiles += <usize>tileChannels << 2;
    }
  }
}

/** G: three vectors to six, `stride` bytes apart. */
// @ts-ignore: decorator
@inline
function expand3to6(g0: v128, g1: v128, g2: v128, target: usize, stride: usize): void {
  const third = f32x4.splat(1.0 / 3.0);
  const fifteenth = f32x4.splat(1.0 / 15.0);
  const fourFifteenths = f32x4.splat(-4.0 / 15.0);
  const outer = f32x4.add(g0, g2);
  const twice = f32x4.add(g1, g1);
  const four = f32x4.splat(4);
  v128.store(target, g0);
  v128.store(target + stride, f32x4.mul(f32x4.add(outer, g1), third));
  v128.store(target + 2 * stride, f32x4.mul(f32x4.sub(g1, outer), third));
  v128.store(
    target + 3 * stride,
    f32x4.mul(f32x4.add(f32x4.add(f32x4.mul(four, g0), twice), g2), fourFifteenths),
  );
  v128.store(
    target + 4 * stride,
    f32x4.mul(f32x4.add(f32x4.sub(g0, twice), f32x4.mul(four, g2)), fifteenth),
  );
  v128.store(target + 5 * stride, g2);
}

/** Element `g` of the filters of four columns; zero for columns that are not there. */
// @ts-ignore: decorator
@inline
function fourColumns(g: usize, columnStride: usize, present: i32): v128 {
  let values = v128.load32_zero(g);
  if (present > 1) values = f32x4.replace_lane(values, 1, load<f32>(g + columnStride));
  if (present > 2) values = f32x4.replace_lane(values, 2, load<f32>(g + 2 * columnStride));
  if (present > 3) values = f32x4.replace_lane(values, 3, load<f32>(g + 3 * columnStride));
  return values;
}

/**
 * G g Gᵀ of every filter of `[3, 3, rows, columns]`, where element (y, x, r, c) is at
 * `filter + y·yStride + x·xStride + r·rowStride + c·columnStride` (negative strides rotate, swapped ones transpose).
 * `temporary` holds 18 vectors.
 */
export function transformFilter(
  filter: usize,
  yStride: isize,
  xStride: isize,
  rowStride: usize,
  columnStride: usize,
  rows: i32,
  columns: i32,
  out: usize,
  paddedRows: i32,
  paddedColumns: i32,
  temporary: usize,
): void {
  const frequencyStride = <usize>(paddedRows * paddedColumns) << 2;
  memory.fill(out, 0, <usize>FREQUENCIES * frequencyStride);
  for (let c = 0; c < columns; c += 4) {
    const present = min(columns - c, 4);
    for (let r = 0; r < rows; r++) {
      const g = filter + <usize>r * rowStride + <usize>c * columnStride;
      const target = out + (<usize>((c >> 3) * paddedRows * 8 + r * 8 + (c & 4)) << 2);
      for (let x: isize = 0; x < 3; x++) {
        const column = g + x * xStride;
        const g0 = fourColumns(column, columnStride, present);
        const g1 = fourColumns(column + yStride, columnStride, present);
        const g2 = fourColumns(column + 2 * yStride, columnStride, present);
        expand3to6(g0, g1, g2, temporary + <usize>x * VECTOR, 3 * VECTOR);
      }
      for (let i: usize = 0; i < 6; i++) {
        const row = temporary + i * 3 * VECTOR;
        const h0 = v128.load(row);
        const h1 = v128.load(row + VECTOR);
        const h2 = v128.load(row + 2 * VECTOR);
        expand3to6(h0, h1, h2, target + i * 6 * frequencyStride, frequencyStride);
      }
    }
  }
}

/** Gᵀ: row `a` applied to six values `step` apart. */
function filterTap(a: i32, u: usize, step: usize): f32 {
  const u1 = load<f32>(u + step);
  const u2 = load<f32>(u + 2 * step);
  const u3 = load<f32>(u + 3 * step);
  const u4 = load<f32>(u + 4 * step);
  const third = <f32>(1.0 / 3.0);
  const fifteenth = <f32>(1.0 / 15.0);
  if (a == 0) return load<f32>(u) + (u1 - u2) * third + (u4 - <f32>16 * u3) * fifteenth;
  if (a == 1) return (u1 + u2) * third - (<f32>8 * u3 + <f32>2 * u4) * fifteenth;
  return load<f32>(u + 5 * step) + (u1 - u2) * third + (u4 - u3) * <f32>(4.0 / 15.0);
}

/** Gᵀ U G of the summed products `[frequency, paddedRows, paddedColumns]`, to a filter `[3, 3, rows, columns]`. */
export function transformFilterGradient(
  products: usize,
  paddedRows: i32,
  paddedColumns: i32,
  filter: usize,
  rows: i32,
  columns: i32,
  temporary: usize,
): void {
  const frequencyStride = <usize>(paddedRows * paddedColumns) << 2;
  const tapStride = <usize>(rows * columns) << 2;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const u = products + (<usize>(r * paddedColumns + c) << 2);
      const target = filter + (<usize>(r * columns + c) << 2);
      for (let j = 0; j < 6; j++) {
        for (let a = 0; a < 3; a++) {
          store<f32>(
            temporary + (<usize>(a * 6 + j) << 2),
            filterTap(a, u + <usize>j * frequencyStride, 6 * frequencyStride),
          );
        }
      }
      for (let a = 0; a < 3; a++) {
        for (let b = 0; b < 3; b++) {
          store<f32>(target + <usize>(a * 3 + b) * tapStride, filterTap(b, temporary + <usize>a * 24, 4));
        }
      }
    }
  }
}
