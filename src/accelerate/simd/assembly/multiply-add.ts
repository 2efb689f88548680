/**
 * a · b + c. Compiled with WebAssembly's relaxed SIMD it is one instruction that rounds once, where the processor has it; without,
 * two that round each. The condition is a constant of the compiler.
 */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(c, f32x4.mul(a, b));
}
