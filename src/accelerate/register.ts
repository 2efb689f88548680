import * as tf from '@tensorflow/tfjs-core';

const MARKER = 'mbib/accelerate';
const BACKENDS = ['cpu', 'tensorflow', 'wasm', 'webgl', 'webgpu'];

const kernels = new Map<string, tf.KernelConfig>();
const gradients = new Map<string, tf.GradConfig>();
const replaced = new Map<string, tf.KernelConfig>();
const markers = BACKENDS.map((backendName) => ({
  kernelName: MARKER,
  backendName,
  kernelFunc: refuseToRun,
  setupFunc: install,
}));

/**
 * Registers kernels and gradients in place of what tfjs has under their names, whatever is imported first.
 *
 * What is there at the call is replaced at once. A backend or the stock gradients imported later would register over
 * it, so each backend also gets a marker kernel, whose set-up (tfjs runs it in every `tf.setBackend` and `tf.ready`)
 * replaces again. No kernel is registered for a backend that is never loaded. Of two kernels with the same name and
 * backend, the one registered here last holds.
 *
 * @param added kernels that do not depend on their `setupFunc`: the backend may be set up already.
 */
export function registerAccelerated(added: {
  kernels?: tf.KernelConfig[];
  gradients?: tf.GradConfig[];
}): void {
  for (const kernel of added.kernels ?? []) kernels.set(`${kernel.backendName} ${kernel.kernelName}`, kernel);
  for (const gradient of added.gradients ?? []) gradients.set(gradient.kernelName, gradient);
  install();
  for (const marker of markers) installKernel(marker);
}

/** The kernel that stood under a name before `registerAccelerated` replaced it, to fall back on. */
export function replacedKernel(kernelName: string, backendName: string): tf.KernelConfig | undefined {
  return replaced.get(`${backendName} ${kernelName}`);
}

function install(): void {
  for (const kernel of kernels.values()) {
    if (tf.findBackendFactory(kernel.backendName)) installKernel(kernel);
  }
  for (const gradient of gradients.values()) installGradient(gradient);
}

// tfjs warns of a kernel, and in debug mode of a gradient, that is registered twice; hence the unregistering.
function installKernel(kernel: tf.KernelConfig): void {
  const { kernelName, backendName } = kernel;
  const registered = tf.getKernel(kernelName, backendName);
  if (registered === kernel) return;
  if (registered) {
    replaced.set(`${backendName} ${kernelName}`, registered);
    tf.unregisterKernel(kernelName, backendName);
  }
  tf.registerKernel(kernel);
}

function installGradient(gradient: tf.GradConfig): void {
  const registered = tf.getGradient(gradient.kernelName);
  if (registered === gradient) return;
  if (registered) tf.unregisterGradient(gradient.kernelName);
  tf.registerGradient(gradient);
}

function refuseToRun(): never {
  throw new Error(`'${MARKER}' only marks a backend; it is no kernel to run.`);
}
