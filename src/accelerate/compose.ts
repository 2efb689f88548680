import * as tf from '@tensorflow/tfjs-core';

/** The arguments tfjs hands to a kernel function, with the names of its inputs and the type of its attributes. */
export interface KernelArguments<InputName extends string, Attributes> {
  inputs: Record<InputName, tf.TensorInfo>;
  backend: unknown;
  attrs: Attributes;
}

/** Runs another kernel of the same backend; its output lives until the composition ends. */
export type RunKernel = (
  kernelName: string,
  inputs: Record<string, tf.TensorInfo>,
  attributes?: object,
) => tf.TensorInfo;

/**
 * Computes one kernel by running others of the wasm backend: `tf.tidy` for kernels. Every output of `run` but the
 * result is freed when `body` returns or throws. (`tf.tidy` itself would free the caller's data.)
 *
 * @param backend the `backend` the kernel function was called with.
 * @param body composes the result; it must return an output of `run`, never an input.
 * @returns what `body` returned; the caller owns it.
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

/** A tensor of zeros, for gradients that no element of the operands reaches. */
export function zeros(run: RunKernel, shape: number[]): tf.TensorInfo {
  return run(tf.Fill, {}, { shape, value: 0, dtype: 'float32' });
}
