/** Bytes of a float32. */
export const FLOAT_BYTES = 4;

/** Numbers in a SIMD vector, which is 16 bytes long and holds float32 here. */
export const LANES = 4;

/** The smallest multiple of `multiple` that is not below `value`. */
export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
