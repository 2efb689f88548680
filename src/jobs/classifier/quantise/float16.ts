/** The largest number that float16 has. */
export const largestFloat16 = 65504;

/**
 * The bits of numbers as float16, rounded to the nearest, halves to even.
 *
 * @param values in −65504..65504
 * @see IEEE 754, binary16
 *
 * @example
 * ```ts
 * float16Bits(Float32Array.of(1)); // Uint16Array [0x3c00]
 * ```
 */
export function float16Bits(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(bits, half);
}

/** From the bits of a float32 to those of a float16. */
function half(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127 + 15;
  const fraction = bits & 0x7fffff;
  // Too small for a whole significand: the leading 1 is written out and moved to the right.
  if (exponent <= 0) {
    return exponent < -10 ? sign : sign | rounded(fraction | 0x800000, 14 - exponent);
  }
  // A significand that is rounded up to the next power of two carries into the exponent, which is then right.
  return sign | ((exponent << 10) + rounded(fraction, 13));
}

/** A whole number without its last `shift` bits, rounded, halves to even. */
function rounded(value: number, shift: number): number {
  const floor = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const middle = 1 << (shift - 1);
  return floor + (rest > middle || (rest === middle && (floor & 1) === 1) ? 1 : 0);
}
