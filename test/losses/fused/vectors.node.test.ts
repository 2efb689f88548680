import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { float64Vectors } from '../../../src/losses/fused/cpu/float64-vectors';
import type { Vectors } from '../../../src/losses/fused/vectors';
import { makeSimdVectors } from '../../../src/losses/fused/wasm/simd-vectors';
import { expectClose } from '../../support/close';

afterEach(() => void vi.restoreAllMocks());

/** Vectors of one length from 1 to 70: with and without a rest of the eight that are computed at a time. */
const vectorsOf = (count: number, min: number, max: number) =>
  fc.integer({ min: 1, max: 70 }).chain((length) =>
    fc.array(fc.array(fc.double({ min, max, noNaN: true }), { minLength: length, maxLength: length }), {
      minLength: count,
      maxLength: count,
    }),
  );

/** Loads numbers into new vectors, applies an operation and gives its result with what the vectors hold then. */
function apply<Vector>(
  vectors: Vectors<Vector>,
  numbers: number[][],
  operation: (vectors: Vectors<Vector>, made: Vector[]) => number | undefined,
): number[] {
  const made = vectors.make(numbers.length, numbers[0]!.length);
  made.forEach((vector, i) => {
    vectors.values(vector).set(numbers[i]!);
  });
  const result = operation(vectors, made);
  return [result ?? 0, ...made.flatMap((vector) => Array.from(vectors.values(vector)))];
}

describe('SIMD vectors compute what those in double precision compute:', () => {
  const simd = makeSimdVectors()!;

  it('exponentials', () =>
    fc.assert(
      fc.property(vectorsOf(4, -9, 9), (numbers) => {
        const run = <V>(vectors: Vectors<V>) =>
          apply(vectors, numbers, (v, [weight, from, x, e]) => v.exp(weight!, from!, x!, e!));
        expectClose(run(simd), run(float64Vectors), { rtol: 1e-6, atol: 2e-5 });
      }),
    ));

  it('exponentials to 2e-7, from the largest down', () => {
    const numbers = Array.from({ length: 1001 }, (_, i) => Math.fround(-i / 50));
    const exact = numbers.map(Math.exp);
    const ones = numbers.map(() => 1);
    const [, ...values] = apply(simd, [ones, numbers, numbers], (v, [one, x, e]) => v.exp(one!, x!, x!, e!));
    expectClose(values.slice(2 * numbers.length), exact, { rtol: 0, atol: 2e-7 });
  });

  it('weighed differences', () =>
    fc.assert(
      fc.property(vectorsOf(3, -2, 2), fc.double({ min: -3, max: 3, noNaN: true }), (numbers, shift) => {
        const run = <V>(vectors: Vectors<V>) =>
          apply(vectors, numbers, (v, [e, x, y]) => v.weigh(e!, x!, y!, shift));
        expectClose(run(simd), run(float64Vectors), { rtol: 1e-5, atol: 5e-5 });
      }),
    ));

  it('combinations', () =>
    fc.assert(
      fc.property(vectorsOf(4, -2, 2), fc.constantFrom(0, 1), (numbers, kept) => {
        const run = <V>(vectors: Vectors<V>) =>
          apply(vectors, numbers, (v, [out, weight, a, b]) => {
            v.combine(out!, kept, weight!, 0.5, a!, -2, b!);
            return undefined;
          });
        expectClose(run(simd), run(float64Vectors), { rtol: 1e-5, atol: 1e-5 });
      }),
    ));

  it('NaN stays NaN', () => {
    for (const length of [1, 5, 9]) {
      for (let bad = 0; bad < length; bad++) {
        const numbers = Array.from({ length }, (_, i) => (i === bad ? Number.NaN : i));
        for (const vectors of [simd, float64Vectors] as Vectors<unknown>[]) {
          const [sum] = apply(vectors, [numbers.map(() => 1), numbers, numbers], (v, [one, x, e]) =>
            v.exp(one!, x!, x!, e!),
          );
          expect(sum).toBeNaN();
        }
      }
    }
  });

  it('a NaN of one call does not reach the next', () => {
    const exponentials = (numbers: number[]) =>
      apply(simd, [numbers.map(() => 1), numbers, numbers], (v, [one, x, e]) => v.exp(one!, x!, x!, e!));
    expect(exponentials([Number.NaN, 1])[0]).toBeNaN();
    expect(exponentials([0, 0, 0])[0]).toBe(3);
  });
});

it('there are no SIMD vectors where WebAssembly is not allowed', () => {
  vi.spyOn(WebAssembly, 'Module').mockImplementation(function refuse() {
    throw new WebAssembly.CompileError('blocked by the content security policy');
  });
  expect(makeSimdVectors()).toBeUndefined();
});
