import type * as tf from '@tensorflow/tfjs-core';
import { replacedKernel } from '../register';

/** A kernel function that returns undefined for what it does not handle. */
export type PartialKernel = (args: never) => tf.TensorInfo | tf.TensorInfo[] | undefined;

/**
 * A wasm kernel that runs `partial` where it can.
 *
 * @param fallback what runs otherwise; the kernel that was registered under the name if left out.
 */
export function withFallback(
  kernelName: string,
  partial: PartialKernel,
  fallback?: PartialKernel,
): tf.KernelConfig {
  const stock = () => replacedKernel(kernelName, 'wasm');
  return {
    kernelName,
    backendName: 'wasm',
    kernelFunc: (args) => {
      const output = partial(args as never) ?? fallback?.(args as never) ?? stock()?.kernelFunc(args);
      if (!output) {
        throw new Error(`The wasm kernel '${kernelName}' is missing: import @tensorflow/tfjs-backend-wasm.`);
      }
      return output;
    },
    // The replaced kernel is no longer in the registry when tfjs sets kernels up.
    setupFunc: (backend) => stock()?.setupFunc?.(backend),
    disposeFunc: (backend) => stock()?.disposeFunc?.(backend),
  };
}
