import * as tf from '@tensorflow/tfjs-core';
import { FLOAT_BYTES, roundUp } from '../../../simd-sizes';
import { keepUntilTapeEnds, tensorOfKept } from './kept-tensors';
import { type LossExports, lossModule } from './loss-module';
import { addressOf, memoryOf, type WasmBackend, withMemory } from './wasm-backend';

/** Bytes of a page of WebAssembly memory. */
const PAGE = 65_536;

/** Where everything is that a loss is computed of, in bytes from the start of a memory. */
export interface Places {
  buffer: ArrayBufferLike;
  logits: number[];
  /** None where no gradients are asked for. */
  gradients: number[];
  /** Memory besides, of the size that was asked for. */
  work: number;
}

/** A memory in which the module computes losses. */
export interface Workplace {
  /**
   * Calls `evaluate`, whose result is the value of the loss. The gradients are what it has written, as functions that make tensors of
   * them.
   */
  compute(
    inputs: tf.Tensor2D[],
    differentiated: boolean,
    workBytes: number,
    evaluate: (module: LossExports, places: Places) => number,
  ): { value: number; gradients: (() => tf.Tensor)[] };
}

const workplaces = new WeakMap<WasmBackend, Workplace | undefined>();

/**
 * The memory of the backend itself, or where the module cannot be in it one that logits and gradients are copied into and from;
 * undefined where WebAssembly has no SIMD or is not allowed.
 */
export function workplaceOf(backend: WasmBackend): Workplace | undefined {
  if (!workplaces.has(backend)) {
    const own = () => inOtherMemory(backend, new WebAssembly.Memory({ initial: 1 }));
    workplaces.set(backend, inMemoryOf(backend) ?? own());
  }
  return workplaces.get(backend);
}

/** In the memory of the backend; undefined where the module cannot be in it. */
export function inMemoryOf(backend: WasmBackend): Workplace | undefined {
  const memory = memoryOf(backend);
  const module = memory && lossModule(memory);
  if (!module) return undefined;
  return {
    compute(inputs, differentiated, workBytes, evaluate) {
      // Each of these may make the memory grow. Addresses stay right then; a view of the memory would not.
      const logits = inputs.map((input) => addressOf(backend, input));
      const kept = (differentiated ? inputs : []).map(({ shape }) => keepUntilTapeEnds(backend, shape));
      const gradients = kept.map((info) => addressOf(backend, info));
      const value = withMemory(backend, workBytes, (work) =>
        evaluate(module, { buffer: memory.buffer, logits, gradients, work }),
      );
      return { value, gradients: kept.map((info) => () => tensorOfKept(backend, info)) };
    },
  };
}

/** In a memory that nothing else uses: logits are copied into it, and gradients out of it. */
export function inOtherMemory(backend: WasmBackend, memory: WebAssembly.Memory): Workplace | undefined {
  const module = lossModule(memory);
  if (!module) return undefined;
  const viewOf = (start: number, { size }: tf.Tensor) => new Float32Array(memory.buffer, start, size);
  return {
    compute(inputs, differentiated, workBytes, evaluate) {
      let end = workBytes;
      const reserve = ({ size }: tf.Tensor) => {
        const start = roundUp(end, FLOAT_BYTES);
        end = start + size * FLOAT_BYTES;
        return start;
      };
      const logits = inputs.map(reserve);
      const gradients = (differentiated ? inputs : []).map(reserve);
      const pages = Math.ceil((end - memory.buffer.byteLength) / PAGE);
      if (pages > 0) memory.grow(pages);
      valuesInHeap(backend, inputs).forEach((values, i) => {
        viewOf(logits[i]!, inputs[i]!).set(values);
      });
      const value = evaluate(module, { buffer: memory.buffer, logits, gradients, work: 0 });
      const copies = gradients.map((start, i) => viewOf(start, inputs[i]!).slice());
      return { value, gradients: copies.map((values, i) => () => tf.tensor2d(values, inputs[i]!.shape)) };
    },
  };
}

/** Views of tensors' values, which may be overwritten when the backend runs again. */
export function valuesInHeap(backend: WasmBackend, tensors: tf.Tensor[]): tf.TypedArray[] {
  // All tensors first: one of another backend may make the memory grow, and detach the views of it.
  for (const { dataId } of tensors) backend.dataIdMap.get(dataId);
  return tensors.map((tensor) => backend.typedArrayFromHeap(tensor));
}
