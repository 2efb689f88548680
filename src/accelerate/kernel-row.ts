import type * as tf from '@tensorflow/tfjs-core';

/**
 * A kernel function, called with the arguments that tfjs gives to a kernel. It returns undefined for inputs that it does
 * not compute; it then must have changed nothing.
 */
export type KernelForm = (args: never) => tf.TensorInfo | tf.TensorInfo[] | undefined;

/** A kernel of the wasm backend, with the forms that may compute it. */
export interface KernelRow {
  kernelName: string;
  /** Computes it in the SIMD module of this library; tried first. */
  simd?: KernelForm;
  /** Computes it without that module, by other kernels of the backend or in JavaScript; tried second. */
  composed?: KernelForm;
}

/**
 * The kernel that tfjs registers for a row. It runs the SIMD form, where that returns undefined the composed form, and
 * where that returns undefined the stock kernel.
 *
 * @param stock gives the kernel that was registered under the name before.
 */
export function kernelOf(row: KernelRow, stock: () => tf.KernelConfig | undefined): tf.KernelConfig {
  return {
    kernelName: row.kernelName,
    backendName: 'wasm',
    kernelFunc: (args) => {
      const output = row.simd?.(args as never) ?? row.composed?.(args as never) ?? stock()?.kernelFunc(args);
      if (!output) {
        throw new Error(
          `The wasm kernel '${row.kernelName}' is missing: import @tensorflow/tfjs-backend-wasm.`,
        );
      }
      return output;
    },
    // tfjs sets up what is in its registry, where the stock kernel is no longer.
    setupFunc: (backend) => stock()?.setupFunc?.(backend),
    disposeFunc: (backend) => stock()?.disposeFunc?.(backend),
  };
}
