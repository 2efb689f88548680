import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** A float32 (or int32) array with its shape, as input of a kernel on any backend. */
export interface Values {
  shape: number[];
  values: Float32Array | Int32Array;
}

export type Kernel = (args: {
  inputs: Record<string, tf.TensorInfo>;
  attrs: tf.NamedAttrMap;
  backend: tf.KernelBackend;
}) => tf.TensorInfo;

/** The kernel that is registered under a name. */
export function registered(kernelName: string, backendName: string): Kernel {
  return tf.getKernel(kernelName, backendName).kernelFunc as Kernel;
}

/** Two kernels of gradients on wasm, as the composed functions and as what is registered: a table for `describe.each`. */
export function gradientKernels(
  input: { name: string; composed: unknown },
  filter: { name: string; composed: unknown },
): [string, () => { input: Kernel; filter: Kernel }][] {
  return [
    ['composed', () => ({ input: input.composed as Kernel, filter: filter.composed as Kernel })],
    [
      'registered',
      () => ({ input: registered(input.name, 'wasm'), filter: registered(filter.name, 'wasm') }),
    ],
  ];
}

/** Runs a kernel on a backend and checks that it leaves nothing there but its output, which it frees. */
export function runKernel(
  backendName: 'cpu' | 'wasm',
  kernel: Kernel,
  inputs: Record<string, Values>,
  attrs: object,
): Values {
  const backend = tf.findBackend(backendName);
  const infos = Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, values }]) => {
      const dtype = values instanceof Int32Array ? 'int32' : 'float32';
      return [name, { dataId: backend.write(values, shape, dtype), shape, dtype } satisfies tf.TensorInfo];
    }),
  );
  const before = backend.numDataIds();
  const output = kernel({ inputs: infos, attrs: attrs as tf.NamedAttrMap, backend });
  expect(backend.numDataIds()).toBe(before + 1);
  const values = (backend.readSync(output.dataId) as Float32Array).slice();
  for (const { dataId } of [output, ...Object.values(infos)]) backend.disposeData(dataId);
  return { shape: output.shape, values };
}

/** Fails unless the shapes are equal and no element differs by more than `tolerance` times the largest expected. */
export function expectEqual(actual: Values, expected: Values, tolerance = 1e-5): void {
  expect(actual.shape).toEqual(expected.shape);
  let scale = 0;
  let worst = 0;
  for (let i = 0; i < expected.values.length; i++) {
    scale = Math.max(scale, Math.abs(expected.values[i]!));
    worst = Math.max(worst, Math.abs(actual.values[i]! - expected.values[i]!));
  }
  expect(worst).toBeLessThanOrEqual(tolerance * scale);
}

/** The inner product of two arrays, in float64. */
export function innerProduct(a: Values, b: Values): number {
  let product = 0;
  for (let i = 0; i < a.values.length; i++) product += a.values[i]! * b.values[i]!;
  return product;
}

/** Values of a shape, spread over −1..1, the same for the same seed. */
export function uniform(shape: number[], seed: number): Values {
  let state = seed >>> 0;
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  return { shape, values };
}
