// Arithmetic on vectors of float32, given by their addresses.

/** The length of all vectors in bytes, and the next multiple of 32, to which they are computed. */
let length: usize = 0;
let end: usize = 0;

export function resize(bytes: usize): void {
  length = bytes;
  end = (bytes + 31) & ~31;
}

function sumOfLanes(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3);
}

/** x = weight · from − max(weight · from), then e = exp(x); returns Σ e. */
export function exp(weight: usize, from: usize, x: usize, e: usize): f32 {
  const bytes = end;
  // The numbers between length and end must not count: their exponentials have to be 0.
  for (let i = length; i < bytes; i += 4) {
    store<f32>(from + i, -Infinity);
    store<f32>(weight + i, 1);
  }
  // This maximum may pass over a NaN; its exponential below is NaN again, and so is the sum.
  // It is not −∞, which would be NaN less itself, where all numbers are.
  let largest = f32x4.splat(-3.4e38);
  for (let i: usize = 0; i < bytes; i += 16) {
    const weighed = f32x4.mul(v128.load(weight + i), v128.load(from + i));
    v128.store(x + i, weighed);
    largest = f32x4.pmax(largest, weighed);
  }
  const shift = f32x4.splat(
    max(
      max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1)),
      max(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3)),
    ),
  );
  // e^x = 2^n · 2^f with x / ln 2 = n + f, and a polynomial for 2^f, with a relative error of 9e-8 at most. The error of
  // x / ln 2 grows with the distance of x from 0, and with it the relative error of e^x. Results below 2^-126.5 become 0:
  // the bits of the exponent are 0 then.
  // Constants are multiplied by a 1 that the compiler does not know as such: V8 loads a constant again for each vector, but
  // keeps what was computed in a register.
  const one = <f32>(bytes > 0);
  const logE = f32x4.splat(1.44269504 * one);
  const least = f32x4.splat(-127 * one);
  // Adding 1.5 · 2^23 rounds to whole numbers; the 127 more leave n + 127, the exponent of 2^n, in the lowest bits.
  const rounder = f32x4.splat(12583039 * one);
  const c5 = f32x4.splat(0.00132647273 * one);
  const c4 = f32x4.splat(0.00967151299 * one);
  const c3 = f32x4.splat(0.0555073358 * one);
  const c2 = f32x4.splat(0.240222424 * one);
  const c1 = f32x4.splat(0.693147004 * one);
  const c0 = f32x4.splat(one);
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 32) {
    const x0 = f32x4.sub(v128.load(x + i, 0), shift);
    const p0 = f32x4.pmax(f32x4.mul(x0, logE), least);
    const r0 = f32x4.add(p0, rounder);
    const f0 = f32x4.sub(p0, f32x4.sub(r0, rounder));
    const x1 = f32x4.sub(v128.load(x + i, 16), shift);
    const p1 = f32x4.pmax(f32x4.mul(x1, logE), least);
    const r1 = f32x4.add(p1, rounder);
    const f1 = f32x4.sub(p1, f32x4.sub(r1, rounder));
    let y0 = f32x4.add(f32x4.mul(c5, f0), c4);
    y0 = f32x4.add(f32x4.mul(y0, f0), c3);
    y0 = f32x4.add(f32x4.mul(y0, f0), c2);
    y0 = f32x4.add(f32x4.mul(y0, f0), c1);
    y0 = f32x4.add(f32x4.mul(y0, f0), c0);
    y0 = f32x4.mul(y0, i32x4.shl(r0, 23));
    let y1 = f32x4.add(f32x4.mul(c5, f1), c4);
    y1 = f32x4.add(f32x4.mul(y1, f1), c3);
    y1 = f32x4.add(f32x4.mul(y1, f1), c2);
    y1 = f32x4.add(f32x4.mul(y1, f1), c1);
    y1 = f32x4.add(f32x4.mul(y1, f1), c0);
    y1 = f32x4.mul(y1, i32x4.shl(r1, 23));
    v128.store(x + i, x0);
    v128.store(x + i, x1, 16);
    v128.store(e + i, y0);
    v128.store(e + i, y1, 16);
    sum = f32x4.add(sum, f32x4.add(y0, y1));
  }
  return sumOfLanes(sum);
}

/** Σ e · (x − y − shift) over what has an e other than 0. */
export function weigh(e: usize, x: usize, y: usize, shift: f32): f32 {
  const bytes = end;
  const shifts = f32x4.splat(shift);
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const difference = f32x4.sub(f32x4.sub(v128.load(x + i), v128.load(y + i)), shifts);
    const factors = v128.load(e + i);
    const counted = f32x4.ne(factors, f32x4.splat(0));
    sum = f32x4.add(sum, v128.and(f32x4.mul(factors, difference), counted));
  }
  return sumOfLanes(sum);
}

/** out = kept · out + weight · (factorOfA · a − factorOfB · b), where kept is 1 or 0. */
export function combine(
  out: usize,
  kept: i32,
  weight: usize,
  factorOfA: f32,
  a: usize,
  factorOfB: f32,
  b: usize,
): void {
  const bytes = end;
  const keeps = i32x4.splat(-kept);
  const factorsOfA = f32x4.splat(factorOfA);
  const factorsOfB = f32x4.splat(factorOfB);
  for (let i: usize = 0; i < bytes; i += 16) {
    const difference = f32x4.sub(
      f32x4.mul(v128.load(a + i), factorsOfA),
      f32x4.mul(v128.load(b + i), factorsOfB),
    );
    const added = f32x4.mul(v128.load(weight + i), difference);
    v128.store(out + i, f32x4.add(v128.and(v128.load(out + i), keeps), added));
  }
}
