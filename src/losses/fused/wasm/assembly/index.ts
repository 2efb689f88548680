// The loss of a whole batch: balanced cross entropies (Eq. 4–7) of several heads and self-distillations (Eq. 8) between them, with
// the gradients. Logits and gradients are float32, each sample's a row of one number a class. Rows of this module's own are padded
// to whole SIMD vectors, of four numbers; in the padding, logits are −∞ and exponentials 0.

/**
 * The largest of a row may pass over a NaN; its exponential is NaN again, and so is the sum. It begins above −∞, which would be NaN
 * less itself, where all numbers are. The lowest float32, so that a row masked by that number throughout is a row of equal logits.
 */
const LEAST: f32 = -3.4028234663852886e38;

/**
 * Bytes of the classes whose terms are computed of all heads at a time, so that what they share stays in the fastest cache. Sums
 * are float32 within so many bytes, and float64 over a row, which may have a million classes.
 */
const BLOCK: usize = 2048;

/** Of a row: the sum of the exponentials, and of those times the class counts. */
let sumOfExponentials: f64 = 0;
let balancedSum: f64 = 0;

// @ts-ignore: decorator
@inline
function sumOfLanes(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3);
}

// @ts-ignore: decorator
@inline
function largestOfLanes(x: v128): f32 {
  return max(
    max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)),
    max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
  );
}

/** The logarithm of a number above 0, with an error below 1e-10. What is infinite or NaN stays so. */
function log(x: f64): f64 {
  if (!(x < Infinity)) return x;
  // x = 2^n · f with f from √½ to √2, and log f = 2 · artanh(s) with s = (f − 1) / (f + 1).
  const bits = reinterpret<i64>(x);
  const n = (bits - 0x3fe6a09e00000000) >> 52;
  const f = reinterpret<f64>(bits - (n << 52));
  const s = (f - 1) / (f + 1);
  const z = s * s;
  const series = 1 + z * (1 / 3.0 + z * (1 / 5.0 + z * (1 / 7.0 + z * (1 / 9.0 + z * (1 / 11.0)))));
  return <f64>n * 0.6931471805599453 + 2 * s * series;
}

/** A sum of exponentials to divide by: 1 for the 0 of a row whose logits are all −∞. */
// @ts-ignore: decorator
@inline
function divisor(sum: f64): f64 {
  return sum == 0 ? 1 : sum;
}

/** Copies up to three numbers. */
function copyRest(from: usize, to: usize, count: usize): void {
  for (let i: usize = 0; i < count << 2; i += 4) store<f32>(to + i, load<f32>(from + i));
}

/** The largest number, if it is above `least`. */
function findLargest(from: usize, bytes: usize, least: f32): f32 {
  let largest = f32x4.splat(least);
  for (let i: usize = 0; i < bytes; i += 16) largest = f32x4.pmax(largest, v128.load(from + i));
  return largestOfLanes(largest);
}

/** x = logit / T. Returns the largest, if it is above `least`. */
function temper(from: usize, inverses: usize, x: usize, bytes: usize, least: f32): f32 {
  let largest = f32x4.splat(least);
  for (let i: usize = 0; i < bytes; i += 16) {
    const y = f32x4.mul(v128.load(from + i), v128.load(inverses + i));
    v128.store(x + i, y);
    largest = f32x4.pmax(largest, y);
  }
  return largestOfLanes(largest);
}

// e^x = 2^n · 2^f with x / ln 2 = n + f, and a polynomial for 2^f, with a relative error of 9e-8 at most. The error of x / ln 2
// grows with the distance of x from 0, and with it the relative error of e^x. Results below 2^-126.5 become 0: the bits of the
// exponent are 0 then. Adding 1.5 · 2^23 rounds to whole numbers; the 127 more leave n + 127, the exponent of 2^n, in the lowest
// bits. `scale` is 1 / ln 2.
// @ts-ignore: decorator
@inline
function exponential(
  x: v128,
  scale: v128,
  least: v128,
  rounder: v128,
  c5: v128,
  c4: v128,
  c3: v128,
  c2: v128,
  c1: v128,
  c0: v128,
): v128 {
  const p = f32x4.pmax(f32x4.mul(x, scale), least);
  const r = f32x4.add(p, rounder);
  const f = f32x4.sub(p, f32x4.sub(r, rounder));
  let y = f32x4.add(f32x4.mul(c5, f), c4);
  y = f32x4.add(f32x4.mul(y, f), c3);
  y = f32x4.add(f32x4.mul(y, f), c2);
  y = f32x4.add(f32x4.mul(y, f), c1);
  y = f32x4.add(f32x4.mul(y, f), c0);
  return f32x4.mul(y, i32x4.shl(r, 23));
}

/** `exponentialsOfBlock` block by block. */
function exponentials(from: usize, largest: f32, counts: usize, x: usize, e: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += BLOCK) {
    exponentialsOfBlock(from + i, largest, counts + i, x + i, e + i, min(bytes - i, BLOCK));
  }
}

/**
 * x = logit − largest, and e = exp(x), which may be in one place: then it is e. Adds to Σ e and to Σ n · e, where n are the class
 * counts.
 */
function exponentialsOfBlock(from: usize, largest: f32, counts: usize, x: usize, e: usize, bytes: usize): void {
  const shifts = f32x4.splat(largest);
  // Constants are multiplied by a 1 that the compiler does not know as such: V8 loads a constant again for each vector, but
  // keeps what was computed in a register.
  const one = <f32>(bytes > 0);
  const scale = f32x4.splat(1.44269504 * one);
  const least = f32x4.splat(-127 * one);
  const rounder = f32x4.splat(12583039 * one);
  const c5 = f32x4.splat(0.00132647273 * one);
  const c4 = f32x4.splat(0.00967151299 * one);
  const c3 = f32x4.splat(0.0555073358 * one);
  const c2 = f32x4.splat(0.240222424 * one);
  const c1 = f32x4.splat(0.693147004 * one);
  const c0 = f32x4.splat(one);
  let sum = f32x4.splat(0);
  let balanced = sum;
  let i: usize = 0;
  // Two vectors at a time, which is a tenth faster.
  for (const even = bytes & ~31; i < even; i += 32) {
    const x0 = f32x4.sub(v128.load(from + i), shifts);
    const x1 = f32x4.sub(v128.load(from + i, 16), shifts);
    const e0 = exponential(x0, scale, least, rounder, c5, c4, c3, c2, c1, c0);
    const e1 = exponential(x1, scale, least, rounder, c5, c4, c3, c2, c1, c0);
    v128.store(x + i, x0);
    v128.store(x + i, x1, 16);
    v128.store(e + i, e0);
    v128.store(e + i, e1, 16);
    sum = f32x4.add(sum, f32x4.add(e0, e1));
    const n0 = f32x4.mul(e0, v128.load(counts + i));
    const n1 = f32x4.mul(e1, v128.load(counts + i, 16));
    balanced = f32x4.add(balanced, f32x4.add(n0, n1));
  }
  if (i < bytes) {
    const x0 = f32x4.sub(v128.load(from + i), shifts);
    const e0 = exponential(x0, scale, least, rounder, c5, c4, c3, c2, c1, c0);
    v128.store(x + i, x0);
    v128.store(e + i, e0);
    sum = f32x4.add(sum, e0);
    balanced = f32x4.add(balanced, f32x4.mul(e0, v128.load(counts + i)));
  }
  sumOfExponentials += sumOfLanes(sum);
  balancedSum += sumOfLanes(balanced);
}

/**
 * Σ e · (x − y − shift) over what has an e other than 0: the difference may be infinite or NaN elsewhere. Writes g = g − factor · e,
 * where g counts as 0 if it is not kept (0, or −1 for yes).
 */
function distil(
  e: usize,
  x: usize,
  y: usize,
  shift: f32,
  kept: i32,
  g: usize,
  factor: f32,
  bytes: usize,
): f32 {
  const keeps = i32x4.splat(kept);
  const shifts = f32x4.splat(shift);
  const factorsOfE = f32x4.splat(factor);
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const factors = v128.load(e + i);
    const difference = f32x4.sub(f32x4.sub(v128.load(x + i), v128.load(y + i)), shifts);
    const counted = f32x4.ne(factors, f32x4.splat(0));
    sum = f32x4.add(sum, v128.and(f32x4.mul(factors, difference), counted));
    const before = v128.and(v128.load(g + i), keeps);
    v128.store(g + i, f32x4.sub(before, f32x4.mul(factors, factorsOfE)));
  }
  return sumOfLanes(sum);
}

/** to = factor · n · e */
function differentiate(to: usize, counts: usize, factor: f32, e: usize, start: usize, end: usize): void {
  const factors = f32x4.splat(factor);
  for (let i = start; i < end; i += 16) {
    v128.store(to + i, f32x4.mul(f32x4.mul(v128.load(counts + i), factors), v128.load(e + i)));
  }
}

/** to = factor · n · e + (temperedFactor · t + g) / T */
function differentiateStudent(
  to: usize,
  counts: usize,
  factor: f32,
  e: usize,
  inverses: usize,
  temperedFactor: f32,
  t: usize,
  g: usize,
  start: usize,
  end: usize,
): void {
  const factors = f32x4.splat(factor);
  const temperedFactors = f32x4.splat(temperedFactor);
  for (let i = start; i < end; i += 16) {
    const balanced = f32x4.mul(f32x4.mul(v128.load(counts + i), factors), v128.load(e + i));
    const distilled = f32x4.add(f32x4.mul(v128.load(t + i), temperedFactors), v128.load(g + i));
    v128.store(to + i, f32x4.add(balanced, f32x4.mul(distilled, v128.load(inverses + i))));
  }
}

/**
 * Computes the loss, and where it is asked for the gradients of the heads.
 *
 * @param pitch bytes from a sample's logits to those of the next, in a head's tensor and in its gradient
 * @param labels an int32 for each sample, from 0 to classes − 1
 * @param perClass four padded rows: relative counts, their logarithms, class weights, and one over the temperatures
 * @param terms float64: the weight of each head, and of each connection; then int32: the address of each head's logits, and of its
 * gradient; the teacher of each connection, and the student
 * @param weightSum what the class weights of the samples are divided by
 * @param work memory for 32 bytes and 4 padded rows a head, 3 where there are no temperatures, 16 bytes a connection, and 16 bytes
 */
export function evaluate(
  batch: usize,
  classes: usize,
  heads: usize,
  connections: usize,
  pitch: usize,
  labels: usize,
  perClass: usize,
  terms: usize,
  weightSum: f64,
  tempered: i32,
  differentiated: i32,
  work: usize,
): f64 {
  const bytes = ((classes + 3) & ~3) << 2;
  const whole = (classes & ~3) << 2;
  const rest = classes & 3;
  const counts = perClass;
  const logCounts = counts + bytes;
  const weights = logCounts + bytes;
  const inverses = weights + bytes;
  const strengths = terms + (heads << 3);
  const logits = strengths + (connections << 3);
  const gradients = logits + (heads << 2);
  const teachers = gradients + (heads << 2);
  const students = teachers + (connections << 2);

  // For each head: Σ t, its logarithm, Σ n · e, and the sum of what multiplies its tempered softmax.
  const sums = work;
  const logSums = sums + (heads << 3);
  const balancedSums = logSums + (heads << 3);
  const temperedFactors = balancedSums + (heads << 3);
  // The last numbers of a row that are no whole vector.
  const last = temperedFactors + (heads << 3);
  // For each connection: its strength over the teacher's Σ t, the difference of the logarithms of the sums, and whether g is kept.
  const links = last + 16;
  const rows = links + (connections << 4);
  const rowsOfHead = bytes * (tempered ? 4 : 3);

  let loss: f64 = 0;
  for (let sample: usize = 0; sample < batch; sample++) {
    const id = <usize>load<i32>(labels + (sample << 2)) << 2;
    const weight = <f64>load<f32>(weights + id) / weightSum;
    const place = sample * pitch;

    for (let head: usize = 0; head < heads; head++) {
      const from = load<usize>(logits + (head << 2)) + place;
      const x = rows + head * rowsOfHead;
      const e = x + bytes;
      if (rest) {
        v128.store(last, f32x4.splat(-Infinity));
        copyRest(from + whole, last, rest);
      }
      sumOfExponentials = 0;
      if (tempered) {
        let largest = temper(from, inverses, x, whole, LEAST);
        if (rest) largest = temper(last, inverses + whole, x + whole, 16, largest);
        exponentials(x, largest, counts, x, e + 2 * bytes, bytes);
      }
      const sumOfTempered = sumOfExponentials;
      sumOfExponentials = 0;
      balancedSum = 0;
      let largest = findLargest(from, whole, LEAST);
      if (rest) largest = findLargest(last, 16, largest);
      const differences = tempered ? e : x;
      exponentials(from, largest, counts, differences, e, whole);
      if (rest) exponentials(last, largest, counts + whole, differences + whole, e + whole, 16);

      const sum = divisor(tempered ? sumOfTempered : sumOfExponentials);
      store<f64>(sums + (head << 3), sum);
      if (connections) store<f64>(logSums + (head << 3), log(sum));
      store<f64>(temperedFactors + (head << 3), 0);

      // `−c ω log softmax(l + log n)[id]`, Eq. 4–7.
      const total = divisor(balancedSum);
      store<f64>(balancedSums + (head << 3), total);
      const factor = weight * load<f64>(terms + (head << 3));
      // A logit of −∞ makes it infinite, and 0 · ∞ would be NaN.
      if (factor != 0) {
        const logit = <f64>(load<f32>(from + id) - largest);
        loss += factor * (log(total) - logit - <f64>load<f32>(logCounts + id));
      }
    }

    // What the connections need of the sums. The first one of each student is the first to write its g.
    for (let i: usize = 0; i < connections; i++) {
      const teacher = <usize>load<i32>(teachers + (i << 2));
      const student = <usize>load<i32>(students + (i << 2));
      const strength = load<f64>(strengths + (i << 3));
      const link = links + (i << 4);
      const before = load<f64>(temperedFactors + (student << 3));
      store<f64>(temperedFactors + (student << 3), before + strength / load<f64>(sums + (student << 3)));
      store<f64>(link, strength / load<f64>(sums + (teacher << 3)));
      store<f32>(link, <f32>(load<f64>(logSums + (teacher << 3)) - load<f64>(logSums + (student << 3))), 8);
      store<i32>(link, before == 0 ? 0 : -1, 12);
    }

    for (let start: usize = 0; start < bytes; start += BLOCK) {
      const end = min(start + BLOCK, bytes);
      // `λ / batch · KL(p_t ‖ p_s)`, Eq. 8.
      for (let i: usize = 0; i < connections; i++) {
        const link = links + (i << 4);
        const ofTeacher = load<f64>(link);
        const x = rows + <usize>load<i32>(teachers + (i << 2)) * rowsOfHead + start;
        const y = rows + <usize>load<i32>(students + (i << 2)) * rowsOfHead + start;
        const e = x + (tempered ? 3 * bytes : bytes);
        const shift = load<f32>(link, 8);
        const part = distil(e, x, y, shift, load<i32>(link, 12), y + 2 * bytes, <f32>ofTeacher, end - start);
        loss += ofTeacher * <f64>part;
      }
      if (!differentiated) continue;

      // `c ω (softmax(l + log n) − y)`; for a student also `λ / batch · (p_s − p_t) / T`. No gradient goes to a teacher.
      const wholeEnd = min(end, whole);
      for (let head: usize = 0; head < heads; head++) {
        const to = load<usize>(gradients + (head << 2)) + place;
        const e = rows + head * rowsOfHead + bytes;
        const g = e + bytes;
        const t = tempered ? g + bytes : e;
        const factor = weight * load<f64>(terms + (head << 3));
        const ofE = <f32>(factor / load<f64>(balancedSums + (head << 3)));
        const ofT = <f32>load<f64>(temperedFactors + (head << 3));
        if (ofT != 0) differentiateStudent(to, counts, ofE, e, inverses, ofT, t, g, start, wholeEnd);
        else differentiate(to, counts, ofE, e, start, wholeEnd);
        if (end > whole) {
          // As if the row went on in `last`.
          const before = last - whole;
          if (ofT != 0) differentiateStudent(before, counts, ofE, e, inverses, ofT, t, g, whole, end);
          else differentiate(before, counts, ofE, e, whole, end);
          copyRest(last, to + whole, rest);
        }
      }
    }
    if (!differentiated) continue;
    for (let head: usize = 0; head < heads; head++) {
      const to = load<usize>(gradients + (head << 2)) + place + id;
      store<f32>(to, load<f32>(to) - <f32>(weight * load<f64>(terms + (head << 3))));
    }
  }
  return loss;
}
