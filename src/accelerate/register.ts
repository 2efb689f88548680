import * as tf from '@tensorflow/tfjs-core';
import { type KernelRow, kernelOf } from './kernel-row';

const MARKER = 'mbib/accelerate';
const BACKENDS = ['cpu', 'tensorflow', 'wasm', 'webgl', 'webgpu'];

/**
 * Registers kernels and gradients in place of what tfjs has under their names, whether the backends are imported before or
 * after.
 *
 * What is there at the call is replaced at once. A backend or the stock gradients imported later would register over it. So
 * each backend also gets a kernel that is never run, the marker: tfjs calls its `setupFunc` in every `tf.setBackend` and
 * `tf.ready`, and that function registers what is no longer there again. No kernel of the table is registered for wasm before
 * the wasm backend is imported.
 *
 * @param rows one for each kernel name. They do not depend on their `setupFunc`: the backend may be set up already.
 */
export function register(rows: readonly KernelRow[], gradients: readonly tf.GradConfig[]): void {
  /** What stood under the names of kernels before they were replaced. */
  const replaced = new Map<string, tf.KernelConfig>();
  const kernels = rows.map((row) => kernelOf(row, () => replaced.get(row.kernelName)));

  const install = () => {
    if (tf.findBackendFactory('wasm')) {
      for (const kernel of kernels) {
        const stock = registerKernel(kernel);
        if (stock) replaced.set(kernel.kernelName, stock);
      }
    }
    for (const gradient of gradients) registerGradient(gradient);
  };

  install();
  for (const backendName of BACKENDS) {
    registerKernel({ kernelName: MARKER, backendName, kernelFunc: refuseToRun, setupFunc: install });
  }
}

/**
 * Puts a kernel into tfjs's registry, where tfjs itself would warn of a second one of the same name.
 *
 * @returns the other kernel that was there.
 */
function registerKernel(kernel: tf.KernelConfig): tf.KernelConfig | undefined {
  const { kernelName, backendName } = kernel;
  const registered = tf.getKernel(kernelName, backendName);
  if (registered === kernel) return undefined;
  if (registered) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel(kernel);
  return registered;
}

/** Likewise for a gradient, of which tfjs warns in debug mode. */
function registerGradient(gradient: tf.GradConfig): void {
  const registered = tf.getGradient(gradient.kernelName);
  if (registered === gradient) return;
  if (registered) tf.unregisterGradient(gradient.kernelName);
  tf.registerGradient(gradient);
}

function refuseToRun(): never {
  throw new Error(`'${MARKER}' only marks a backend; it is no kernel to run.`);
}
