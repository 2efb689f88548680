import type * as tf from '@tensorflow/tfjs-core';
import { roundUp } from '../../../simd-sizes';

/** Bytes of a cache line. */
export const ALIGNMENT = 64;

/** What of tfjs's wasm backend the loss uses. */
export interface WasmBackend extends tf.KernelBackend {
  wasm: {
    /** What its module exports; the memory is there, under a name that depends on its build. */
    asm?: Record<string, unknown>;
    /** The memory of a build with threads. */
    wasmMemory?: unknown;
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  /** Where tensors are. It brings a tensor of another backend into wasm memory, which may have to grow for it. */
  dataIdMap: { get(dataId: object): { memoryOffset: number } };
  /** A view of a tensor's values in wasm memory, which is detached when that memory grows. */
  typedArrayFromHeap(tensor: tf.TensorInfo): tf.TypedArray;
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
}

/** The memory in which the backend has its tensors; undefined in a build that does not show it. */
export function memoryOf({ wasm }: WasmBackend): WebAssembly.Memory | undefined {
  return [wasm.wasmMemory, ...Object.values(wasm.asm ?? {})].find(
    (value) => value instanceof WebAssembly.Memory,
  );
}

/**
 * The address of a tensor's values, which stays the same when the memory grows.
 *
 * @throws Error where the memory is exhausted: tfjs notes the address 0 for a tensor that found no room
 */
export function addressOf(backend: WasmBackend, { dataId, shape }: tf.TensorInfo): number {
  const { memoryOffset } = backend.dataIdMap.get(dataId);
  if (memoryOffset === 0) throw exhausted(`a tensor of shape [${shape}]`);
  return memoryOffset;
}

/** Calls `use` with the address of so many bytes of the backend's memory, a multiple of 64, and frees them. */
export function withMemory<Result>(
  backend: WasmBackend,
  bytes: number,
  use: (address: number) => Result,
): Result {
  const start = backend.wasm._malloc(bytes + ALIGNMENT) >>> 0;
  if (start === 0) throw exhausted(`${bytes} bytes of the loss`);
  try {
    return use(roundUp(start, ALIGNMENT));
  } finally {
    backend.wasm._free(start);
  }
}

function exhausted(what: string): Error {
  return new Error(`The wasm memory is exhausted: there is no room for ${what}; use smaller batches.`);
}
