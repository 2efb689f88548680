import * as tf from '@tensorflow/tfjs-core';

/** What the SIMD kernels use of tfjs's wasm backend. */
export interface WasmBackend extends tf.KernelBackend {
  wasm: {
    asm: Record<string, unknown>;
    /** Of the build with threads: the memory, which they share. The other builds export theirs, and have none here. */
    wasmMemory?: WebAssembly.Memory;
    HEAPU8: Uint8Array;
    _malloc(bytes: number): number;
    _free(pointer: number): void;
  };
  dataIdMap: { get(dataId: object): { memoryOffset: number } };
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
}

/**
 * Views of tensors' values in wasm memory. Use them before anything is allocated: where the memory has to grow for it, all
 * views are detached. Ask for all that are used together in one call, because a tensor that was made on another backend is
 * allocated in this one only when it is asked for.
 */
export function values<Tensors extends tf.TensorInfo[]>(
  backend: WasmBackend,
  ...tensors: Tensors
): { [Index in keyof Tensors]: Float32Array } {
  const pointers = tensors.map((tensor) => pointer(backend, tensor));
  // A shared memory may have been made larger by another thread, which HEAPU8 does not show at once.
  const { buffer } = backend.wasm.wasmMemory ?? backend.wasm.HEAPU8;
  return tensors.map(
    ({ shape }, i) => new Float32Array(buffer, pointers[i]!, tf.util.sizeFromShape(shape)),
  ) as { [Index in keyof Tensors]: Float32Array };
}

/**
 * The address of a tensor's values, which stays the same when the memory grows.
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
