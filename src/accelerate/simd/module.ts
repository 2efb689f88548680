import * as tf from '@tensorflow/tfjs-core';
import { binary } from './binary';

/** What the SIMD kernels use of tfjs's wasm backend. */
export interface WasmBackend extends tf.KernelBackend {
  wasm: {
    asm: Record<string, unknown>;
    HEAPU8: Uint8Array;
    _malloc(bytes: number): number;
    _free(pointer: number): void;
  };
  dataIdMap: { get(dataId: object): { memoryOffset: number } };
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
}

type Procedure = (...numbers: number[]) => void;

/** The exports of the module in `assembly/`; pointers and strides are in bytes. */
export interface SimdModule {
  accumulate: Procedure;
  clear: Procedure;
  copyBox: Procedure;
  cropImage: Procedure;
  gatherPatches: Procedure;
  multiply: Procedure;
  normalize: Procedure;
  normalizeGradient: Procedure;
  packFilter: Procedure;
  padImage: Procedure;
  reluGradient: Procedure;
  scatterPatches: Procedure;
  sumGradients: Procedure;
  sumRows: Procedure;
  sumSquaredDeviations: Procedure;
  transformFilter: Procedure;
  transformFilterGradient: Procedure;
  transformGradient: Procedure;
  transformInput: Procedure;
  transformOutput: Procedure;
}

let compiled: WebAssembly.Module | undefined;
const instances = new WeakMap<WasmBackend, SimdModule | undefined>();

compile();

/**
 * The SIMD module, working in the memory of `backend`; one instance a backend.
 *
 * @returns undefined where it cannot run: no SIMD, a shared memory (threads), or not compiled yet. The caller then uses
 * the stock kernel.
 */
export function simdModule(backend: WasmBackend): SimdModule | undefined {
  if (!instances.has(backend) && compiled) instances.set(backend, instantiate(compiled, backend));
  return instances.get(backend);
}

function compile(): void {
  try {
    const bytes = Uint8Array.from(atob(binary), (character) => character.charCodeAt(0));
    if (!WebAssembly.validate(bytes)) return;
    try {
      compiled = new WebAssembly.Module(bytes);
    } catch {
      // Some browsers compile only small modules synchronously on their main thread.
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

function instantiate(module: WebAssembly.Module, backend: WasmBackend): SimdModule | undefined {
  const memory = Object.values(backend.wasm.asm ?? {}).find((value) => value instanceof WebAssembly.Memory);
  if (!memory) return undefined;
  try {
    return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as SimdModule;
  } catch {
    return undefined;
  }
}

/** A tensor's values in wasm memory, to be used before the next allocation: growing the memory detaches them. */
export function values(backend: WasmBackend, tensor: tf.TensorInfo): Float32Array {
  return new Float32Array(
    backend.wasm.HEAPU8.buffer,
    pointer(backend, tensor),
    tf.util.sizeFromShape(tensor.shape),
  );
}

/** The address of a tensor's values. Read it after every allocation of the kernel: the memory may grow, not move. */
export function pointer(backend: WasmBackend, tensor: tf.TensorInfo): number {
  return backend.dataIdMap.get(tensor.dataId).memoryOffset;
}
