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
    const bytes = Uint8Array.from(binary.match(/../g)!, (byte) => Number.parseInt(byte, 16));
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

function instantiate(module: WebAssembly.Module, backend: WasmBackend): void {
  const memory = Object.values(backend.wasm.asm ?? {}).find((value) => value instanceof WebAssembly.Memory);
  if (!memory) return;
  const imports = { env: { memory } };
  const use = (instance: WebAssembly.Instance) => {
    instances.set(backend, instance.exports as unknown as SimdModule);
  };
  try {
    use(new WebAssembly.Instance(module, imports));
  } catch {
    // Those browsers refuse to instantiate it synchronously, too; a memory that does not fit is refused here again.
    WebAssembly.instantiate(module, imports).then(use, () => undefined);
  }
}

/**
 * Tensors' values in wasm memory, to be used before the next allocation: growing the memory detaches them. Take all that
 * are used together in one call, since a tensor that another backend held is only now allocated here.
 */
export function values<Tensors extends tf.TensorInfo[]>(
  backend: WasmBackend,
  ...tensors: Tensors
): { [Index in keyof Tensors]: Float32Array } {
  const pointers = tensors.map((tensor) => pointer(backend, tensor));
  const { buffer } = backend.wasm.HEAPU8;
  return tensors.map(
    ({ shape }, i) => new Float32Array(buffer, pointers[i]!, tf.util.sizeFromShape(shape)),
  ) as { [Index in keyof Tensors]: Float32Array };
}

/**
 * The address of a tensor's values, which stays what it is when the memory grows.
 *
 * @throws if the memory is exhausted; tfjs notes address 0 for a tensor that found no room.
 */
export function pointer(backend: WasmBackend, tensor: tf.TensorInfo): number {
  const { memoryOffset } = backend.dataIdMap.get(tensor.dataId);
  if (memoryOffset === 0) {
    throw new Error(
      `The wasm memory is exhausted: there is no room for a tensor of shape [${tensor.shape}]; use smaller batches.`,
    );
  }
  return memoryOffset;
}
