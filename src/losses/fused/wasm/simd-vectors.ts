import { bytesFromHexadecimal } from '../../../hexadecimal';
import { FLOAT_BYTES, LANES, roundUp } from '../../../simd-sizes';
import type { Vectors } from '../vectors';
import { binary } from './binary';

/** A place in the memory of the module, in bytes from its start. */
type Address = number;

/** The functions that the module exports, `assembly/index.ts`. Their vectors are addresses. */
export interface VectorExports extends Pick<Vectors<Address>, 'exp' | 'weigh' | 'combine'> {
  /** Sets the length of all vectors. */
  resize(bytes: number): void;
}

/** The module takes two SIMD vectors at a time. */
const NUMBERS_AT_ONCE = 2 * LANES;

/** Vectors in single precision, computed in SIMD; undefined where WebAssembly has no SIMD or is not allowed. */
export function makeSimdVectors(): Vectors<Address> | undefined {
  try {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const code = new WebAssembly.Module(bytesFromHexadecimal(binary));
    const { exports } = new WebAssembly.Instance(code, { env: { memory } });
    return vectorsIn(memory, exports as unknown as VectorExports);
  } catch {
    return undefined;
  }
}

function vectorsIn(memory: WebAssembly.Memory, exports: VectorExports): Vectors<Address> {
  const views = new Map<Address, Float32Array>();
  return {
    ...exports,
    make(count, length) {
      const pitch = roundUp(length, NUMBERS_AT_ONCE) * FLOAT_BYTES;
      while (memory.buffer.byteLength < count * pitch) memory.grow(1);
      new Uint8Array(memory.buffer).fill(0);
      exports.resize(length * FLOAT_BYTES);
      views.clear();
      return Array.from({ length: count }, (_, i) => {
        views.set(i * pitch, new Float32Array(memory.buffer, i * pitch, length));
        return i * pitch;
      });
    },
    values: (vector) => views.get(vector)!,
  };
}
