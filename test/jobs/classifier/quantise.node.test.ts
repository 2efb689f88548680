import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { float16Bits } from '../../../src/jobs/classifier/quantise/float16';
import { type Quantisation, quantised } from '../../../src/jobs/classifier/quantise/quantise';
import { startCpu } from '../support/tiny-model';

beforeAll(startCpu);

/** What tfjs reads of a weight that was stored in a smaller form, and the bytes that it takes. */
async function stored(values: ArrayLike<number>, shape: number[], form: Quantisation) {
  const tensor = tf.tensor(Array.from(values), shape);
  const { data, specs } = await tf.io.encodeWeights([{ name: 'w', tensor }]);
  const { weightData, weightSpecs } = quantised(
    { modelTopology: {}, weightData: data, weightSpecs: specs },
    form,
  );
  const bytes = weightData as ArrayBuffer;
  const read = tf.io.decodeWeights(bytes, weightSpecs!).w!.dataSync() as Float32Array;
  return { read, bytes: bytes.byteLength, spec: weightSpecs![0]! };
}

const floats = fc.float32Array({ min: -60_000, max: 60_000, noNaN: true, minLength: 5, maxLength: 40 });

describe('float16', () => {
  // Worked by hand from IEEE 754: 1 sign bit, 5 of the exponent with bias 15, 10 of the significand.
  test.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [2 ** -25 * 1.01, 0x0001],
    [3 * 2 ** -25, 0x0002],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2 - 2 ** -12, 0x4000],
    [1e-20, 0x0000],
  ])('of %d is %i', (value, bits) => {
    expect(float16Bits(Float32Array.of(value))[0]).toBe(bits);
  });

  test('tfjs reads it as the nearest number that it has, in half the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(floats, async (values) => {
        const { read, bytes } = await stored(values, [values.length], 'float16');
        expect(bytes).toBe(2 * values.length);
        values.forEach((value, i) => {
          expect(Math.abs(read[i]! - value)).toBeLessThanOrEqual(
            Math.max(Math.abs(value) * 2 ** -11, 2 ** -25),
          );
        });
      }),
    );
  });
});

describe('uint8', () => {
  test('tfjs reads a kernel within half a step of its values, in a quarter of the bytes, and 0 as 0', async () => {
    await fc.assert(
      fc.asyncProperty(floats, async (numbers) => {
        const values = Float32Array.from(numbers);
        values[0] = 0;
        const { read, bytes, spec } = await stored(values, [1, values.length], 'uint8');
        expect(bytes).toBe(values.length);
        expect(read[0]).toBe(0);
        const { scale } = spec.quantization as { scale: number };
        // Where the range is moved, so that 0 is a step of it, its end is up to half a step away, and as far again is rounded.
        values.forEach((value, i) => {
          expect(Math.abs(read[i]! - value)).toBeLessThanOrEqual(scale * 1.001);
        });
      }),
    );
  });

  test('a kernel that was stored as bytes before loses nothing when it is stored again', async () => {
    const random = Array.from({ length: 400 }, (_, i) => Math.sin(i * i) * 0.3 + 0.1);
    const first = await stored(random, [20, 20], 'uint8');
    // Whatever step and start it had: here 0 is no step of it.
    const shifted = Array.from(first.read, (value) => Math.fround(value * 1.7 + 0.0123));
    const again = await stored(shifted, [20, 20], 'uint8');
    again.read.forEach((value, i) => {
      expect(Math.abs(value - shifted[i]!)).toBeLessThan(1e-6);
    });
  });

  test('vectors are float16: the variances of a batch normalisation are of very different sizes', async () => {
    const { spec, read } = await stored([1e-5, 1e-3, 1, 10, 1000], [5], 'uint8');
    expect(spec.quantization).toEqual({ dtype: 'float16' });
    expect(read[0]).toBeCloseTo(1e-5, 7);
  });
});

test.each(['float16', 'uint8'] as const)(
  '%s leaves short vectors and whole numbers as they are',
  async (form) => {
    const { read, spec } = await stored([0.485, 0.456, 0.406], [3], form);
    expect(Array.from(read)).toEqual(Array.from(Float32Array.of(0.485, 0.456, 0.406)));
    expect(spec.quantization).toBeUndefined();
    const whole = tf.tensor([1, 70_000], [1, 2], 'int32');
    const { data, specs } = await tf.io.encodeWeights([{ name: 'n', tensor: whole }]);
    const model = { modelTopology: {}, weightData: data, weightSpecs: specs };
    expect(quantised(model, form).weightSpecs).toEqual(specs);
  },
);

test('a kernel of one value, and one that does not fit into float16, keep their values', async () => {
  expect(Array.from((await stored([7, 7, 7, 7], [2, 2], 'uint8')).read)).toEqual([7, 7, 7, 7]);
  const large = [1e6, 0, 0, 0, 0];
  expect(Array.from((await stored(large, [5], 'float16')).read)).toEqual(large);
});

test('a weight that is not finite, and a form that there is not, are refused', async () => {
  await expect(stored([1, Number.NaN, 0, 0, 0], [5], 'uint8')).rejects.toThrow(
    'The weight w has a value that is not finite',
  );
  await expect(stored([1], [1], 'int8' as 'uint8')).rejects.toThrow(RangeError);
});
