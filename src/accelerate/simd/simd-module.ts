import * as tf from '@tensorflow/tfjs-core';
import { bytesFromHexadecimal } from '../../hexadecimal';
import { binary } from './binary';
import type { SimdExports } from './simd-exports';
import type { WasmBackend } from './wasm-backend';

let compiled: WebAssembly.Module | undefined;
const instances = new WeakMap<WasmBackend, SimdExports | undefined>();

// At the import, so that it is there for the first kernel in browsers that compile it in the background only.
compile();

/**
 * The SIMD module, one instance for each wasm backend, which works in the backend's memory.
 *
 * @returns undefined where it cannot run: WebAssembly has no SIMD here, the backend's memory is shared by threads, or the
 * module is still being compiled. Other forms of the kernels are used then.
 */
export function simdModule(backend: WasmBackend): SimdExports | undefined {
  if (compiled && !instances.has(backend)) {
    instances.set(backend, undefined);
    instantiate(compiled, backend);
  }
  return instances.get(backend);
}

/** Whether the active backend is wasm, and the SIMD module runs in it. */
export function simdIsActive(): boolean {
  return tf.getBackend() === 'wasm' && simdModule(tf.backend() as WasmBackend) !== undefined;
}

function compile(): void {
  try {
    const bytes = bytesFromHexadecimal(binary);
    if (!WebAssembly.validate(bytes)) return;
    try {
      compiled = new WebAssembly.Module(bytes);
    } catch {
      // Some browsers refuse to compile it at once on their main thread, since it is not small; they do it in the background.
      WebAssembly.compile(bytes).then(
        (module) => {
          compiled = module;
        },
        () => undefined,
      );
    }
  } catch {
    // No WebAssembly here: there is no wasm backend to accelerate either.
  }
}

function instantiate(module: WebAssembly.Module, backend: WasmBackend): void {
  const memory = Object.values(backend.wasm.asm ?? {}).find((value) => value instanceof WebAssembly.Memory);
  if (!memory) return;
  const imports = { env: { memory } };
  const use = (instance: WebAssembly.Instance) => {
    instances.set(backend, instance.exports as unknown as SimdExports);
  };
  try {
    use(new WebAssembly.Instance(module, imports));
  } catch {
    // Those browsers do this in the background, too. A memory that threads share does not fit, and is refused here again.
    WebAssembly.instantiate(module, imports).then(use, () => undefined);
  }
}
