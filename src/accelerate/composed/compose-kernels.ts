import * as tf from '@tensorflow/tfjs-core';

/** Runs another kernel of the same backend. Its output is freed by {@link composeKernels}, unless it is the result. */
export type RunKernel = (
  kernelName: string,
  inputs: Record<string, tf.TensorInfo>,
  attributes?: object,
) => tf.TensorInfo;

/**
 * Computes one kernel by running others of the wasm backend. Every output of `run` but the result is freed when `body`
 * returns or throws: what `tf.tidy` does for tensors, which a kernel has none of; it has data only.
 *
 * @param backend the `backend` the kernel function was called with.
 * @param body computes the result; it must return an output of `run`, never an input.
 * @returns what `body` returned; the caller has to free it.
 * @throws if a kernel that `body` runs is not registered for wasm.
 */
export function composeKernels(backend: unknown, body: (run: RunKernel) => tf.TensorInfo): tf.TensorInfo {
  const outputs: tf.TensorInfo[] = [];
  const run: RunKernel = (kernelName, inputs, attributes = {}) => {
    const kernel = tf.getKernel(kernelName, 'wasm');
    if (kernel == null) {
      throw new Error(
        `mbib/accelerate needs the wasm kernel '${kernelName}', which is not registered: import all of ` +
          `'@tensorflow/tfjs-backend-wasm', not a custom bundle without it.`,
      );
    }
    const output = kernel.kernelFunc({
      inputs,
      attrs: attributes as tf.NamedAttrMap,
      backend: backend as object,
    }) as tf.TensorInfo;
    outputs.push(output);
    return output;
  };
  let result: tf.TensorInfo | undefined;
  try {
    result = body(run);
    return result;
  } finally {
    for (const output of outputs) {
      if (output !== result) (backend as tf.KernelBackend).disposeData(output.dataId);
    }
  }
}

/** Zeros of a shape, float32: a gradient where no element of the one operand ever meets one of the other. */
export function zeros(run: RunKernel, shape: number[]): tf.TensorInfo {
  return run(tf.Fill, {}, { shape, value: 0, dtype: 'float32' });
}
