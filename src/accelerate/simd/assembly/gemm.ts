// Products of matrices that are stored row by row. Four rows by eight columns of a product are computed at a time: their sums
// fill eight SIMD registers for the whole inner loop. A step of that loop loads two vectors of one operand and repeats four
// numbers of the other over a vector each, which makes eight multiplications and additions.

import { multiplyAdd } from './multiply-add';

/** c[0..4, 0..8] = Σ_k a[0..4, k] · b[k, 0..8]; `b` is packed eight wide. */
// @ts-ignore: decorator
@inline
function multiply4x8(a: usize, aPitch: usize, b: usize, depth: i32, c: usize, cPitch: usize): void {
  let a0 = a;
  let a1 = a + aPitch;
  let a2 = a1 + aPitch;
  let a3 = a2 + aPitch;
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b, 0);
    const b1 = v128.load(b, 16);
    let s = v128.load_splat<f32>(a0);
    c00 = multiplyAdd(s, b0, c00);
    c01 = multiplyAdd(s, b1, c01);
    s = v128.load_splat<f32>(a1);
    c10 = multiplyAdd(s, b0, c10);
    c11 = multiplyAdd(s, b1, c11);
    s = v128.load_splat<f32>(a2);
    c20 = multiplyAdd(s, b0, c20);
    c21 = multiplyAdd(s, b1, c21);
    s = v128.load_splat<f32>(a3);
    c30 = multiplyAdd(s, b0, c30);
    c31 = multiplyAdd(s, b1, c31);
    b += 32;
    a0 += 4;
    a1 += 4;
    a2 += 4;
    a3 += 4;
  }
  v128.store(c, c00, 0);
  v128.store(c, c01, 16);
  c += cPitch;
  v128.store(c, c10, 0);
  v128.store(c, c11, 16);
  c += cPitch;
  v128.store(c, c20, 0);
  v128.store(c, c21, 16);
  c += cPitch;
  v128.store(c, c30, 0);
  v128.store(c, c31, 16);
}

/** c[0..4, 0..8] += Σ_k a[k, 0..4] · b[k, 0..8]. */
// @ts-ignore: decorator
@inline
function accumulate4x8(a: usize, aPitch: usize, b: usize, bPitch: usize, depth: i32, c: usize, cPitch: usize): void {
  const c1 = c + cPitch;
  const c2 = c1 + cPitch;
  const c3 = c2 + cPitch;
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b, 0);
    const b1 = v128.load(b, 16);
    let s = v128.load_splat<f32>(a, 0);
    c00 = multiplyAdd(s, b0, c00);
    c01 = multiplyAdd(s, b1, c01);
    s = v128.load_splat<f32>(a, 4);
    c10 = multiplyAdd(s, b0, c10);
    c11 = multiplyAdd(s, b1, c11);
    s = v128.load_splat<f32>(a, 8);
    c20 = multiplyAdd(s, b0, c20);
    c21 = multiplyAdd(s, b1, c21);
    s = v128.load_splat<f32>(a, 12);
    c30 = multiplyAdd(s, b0, c30);
    c31 = multiplyAdd(s, b1, c31);
    a += aPitch;
    b += bPitch;
  }
  v128.store(c, f32x4.add(v128.load(c, 0), c00), 0);
  v128.store(c, f32x4.add(v128.load(c, 16), c01), 16);
  v128.store(c1, f32x4.add(v128.load(c1, 0), c10), 0);
  v128.store(c1, f32x4.add(v128.load(c1, 16), c11), 16);
  v128.store(c2, f32x4.add(v128.load(c2, 0), c20), 0);
  v128.store(c2, f32x4.add(v128.load(c2, 16), c21), 16);
  v128.store(c3, f32x4.add(v128.load(c3, 0), c30), 0);
  v128.store(c3, f32x4.add(v128.load(c3, 16), c31), 16);
}

/** Numbers of `b` up to which all of it stays in the first-level cache: then `a` is read once, not once for each panel of `b`. */
const SMALL: i32 = 8192;

/** Four rows and eight columns of a product, from row `i` and column `j` on. */
// @ts-ignore: decorator
@inline
function block(a: usize, b: usize, c: usize, i: i32, j: i32, aPitch: usize, cPitch: usize, depth: i32): void {
  const target = c + <usize>i * cPitch + (<usize>j << 2);
  multiply4x8(a + <usize>i * aPitch, aPitch, b + <usize>j * aPitch, depth, target, cPitch);
}

/**
 * `count` products c[rows, columns] = a[rows, depth] · b[depth, columns], their operands the given strides apart. `rows` is
 * a multiple of four, `columns` of eight; `b` is packed as panels [columns / 8, depth, 8].
 */
export function multiply(
  count: i32,
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  c: usize,
  cStride: usize,
  rows: i32,
  depth: i32,
  columns: i32,
): void {
  const aPitch = <usize>depth << 2;
  const cPitch = <usize>columns << 2;
  for (let n = 0; n < count; n++) {
    if (depth * columns <= SMALL) {
      for (let i = 0; i < rows; i += 4) {
        for (let j = 0; j < columns; j += 8) block(a, b, c, i, j, aPitch, cPitch, depth);
      }
    } else {
      for (let j = 0; j < columns; j += 8) {
        for (let i = 0; i < rows; i += 4) block(a, b, c, i, j, aPitch, cPitch, depth);
      }
    }
    a += aStride;
    b += bStride;
    c += cStride;
  }
}

/**
 * `count` products c[rows, columns] += aᵀ[rows, depth] · b[depth, columns], with `a` stored [depth, rows]; `rows` is a
 * multiple of four, `columns` of eight.
 */
export function accumulate(
  count: i32,
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  c: usize,
  cStride: usize,
  rows: i32,
  depth: i32,
  columns: i32,
): void {
  const aPitch = <usize>rows << 2;
  const cPitch = <usize>columns << 2;
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < rows; i += 4) {
      for (let j = 0; j < columns; j += 8) {
        const at = <usize>i * cPitch + (<usize>j << 2);
        accumulate4x8(a + (<usize>i << 2), aPitch, b + (<usize>j << 2), cPitch, depth, c + at, cPitch);
      }
    }
    a += aStride;
    b += bStride;
    c += cStride;
  }
}
