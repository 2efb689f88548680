import type { Vectors } from '../vectors';
import { binary } from './binary';

type Address = number;

/** The exports of the module in `assembly/`. */
interface SimdModule extends Omit<Vectors<Address>, 'make' | 'values'> {
  resize(bytes: number): void;
}

/** Vectors in single precision, four numbers at a time; undefined where WebAssembly has no SIMD or is not allowed. */
export function makeSimdVectors(): Vectors<Address> | undefined {
  try {
    const code = Uint8Array.from(binary.match(/../g)!, (byte) => Number(`0x${byte}`));
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } });
    return vectorsIn(memory, exports as unknown as SimdModule);
  } catch {
    // As if there were none.
  }
}

function vectorsIn(memory: WebAssembly.Memory, module: SimdModule): Vectors<Address> {
  const views = new Map<Address, Float32Array>();
  return {
    ...module,
    make(count, length) {
      const pitch = Math.ceil(length / 8) * 32;
      while (memory.buffer.byteLength < count * pitch) memory.grow(1);
      new Uint8Array(memory.buffer).fill(0);
      module.resize(length * 4);
      views.clear();
      return Array.from({ length: count }, (_, i) => {
        views.set(i * pitch, new Float32Array(memory.buffer, i * pitch, length));
        return i * pitch;
      });
    },
    values: (vector) => views.get(vector)!,
  };
}
