import { bytesFromHexadecimal } from '../../../hexadecimal';
import { forSharedMemory } from '../../../shared-memory';
import { binary } from './binary';
import { memoryOf, type WasmBackend } from './wasm-backend';

/** A place in the memory of the module, in bytes from its start. */
type Address = number;

/** The functions that the module exports, `assembly/index.ts`, which says what their arguments are. */
export interface LossExports {
  /** The loss of a whole batch; where it is `differentiated`, the gradients are written, too. */
  evaluate(
    batch: number,
    classes: number,
    heads: number,
    connections: number,
    pitch: number,
    labels: Address,
    perClass: Address,
    terms: Address,
    weightSum: number,
    tempered: 0 | 1,
    differentiated: 0 | 1,
    work: Address,
  ): number;
}

/** The module in a memory, which it needs nothing of but what it is told to use. */
export interface LossModule {
  evaluate: LossExports['evaluate'];
  memory: WebAssembly.Memory;
}

const modules = new WeakMap<WasmBackend, LossModule | undefined>();

/**
 * The module in the memory of a backend.
 *
 * @returns undefined where it cannot be there: WebAssembly has no SIMD or is not allowed, or the backend does not show its memory
 */
export function lossModule(backend: WasmBackend): LossModule | undefined {
  if (!modules.has(backend)) {
    const memory = memoryOf(backend);
    modules.set(backend, memory && instantiate(memory));
  }
  return modules.get(backend);
}

function instantiate(memory: WebAssembly.Memory): LossModule | undefined {
  for (const digits of [binary, forSharedMemory(binary)]) {
    try {
      const code = new WebAssembly.Module(bytesFromHexadecimal(digits));
      const { evaluate } = new WebAssembly.Instance(code, { env: { memory } })
        .exports as unknown as LossExports;
      return { evaluate, memory };
    } catch {
      // The other one may fit.
    }
  }
  return undefined;
}
