import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from '../state/backend-names';

/** What tfjs's GPU backends hold that can get lost. */
interface GpuBackend {
  device?: GPUDevice;
  gpgpu?: { gl: WebGL2RenderingContext };
}

const LOSS_SECONDS = 2;

const load: Record<BackendName, () => Promise<unknown>> = {
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
  webgl: () => import('@tensorflow/tfjs-backend-webgl'),
  webgpu: () => import('@tensorflow/tfjs-backend-webgpu'),
  wasm: async () => {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    // Threads do not make a network as small as these faster, and the kernels of mbib/accelerate are for the build without them.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    setWasmPaths({
      'tfjs-backend-wasm.wasm': plainWasm,
      'tfjs-backend-wasm-simd.wasm': simdWasm,
      // tfjs asks for the name of this file, but never loads it.
      'tfjs-backend-wasm-threaded-simd.wasm': simdWasm,
    });
  },
};

/**
 * Loads a backend and makes it the current one.
 *
 * @param onLost called with a sentence when the GPU is lost or reports an error; results after that may be wrong
 * @throws Error where it does not start here
 */
export function startBackend(name: BackendName, onLost: (what: string) => void): Promise<void> {
  // Two that ask for it at once wait for the same start: tfjs calls a start that another one overtakes a failed one.
  if (starting?.name !== name) starting = { name, done: start(name, onLost) };
  const { done } = starting;
  done.catch(() => {
    starting = undefined;
  });
  return done;
}

let starting: { name: BackendName; done: Promise<void> } | undefined;

async function start(name: BackendName, onLost: (what: string) => void): Promise<void> {
  await load[name]();
  const started = await tf.setBackend(name).catch(() => false);
  if (!started) {
    throw new Error(
      `The backend ${name} does not start in this browser. Choose another one and start again.`,
    );
  }
  await tf.ready();
  watch(tf.backend() as GpuBackend, onLost);
}

function watch({ device, gpgpu }: GpuBackend, onLost: (what: string) => void): void {
  device?.lost.then(({ message }) => onLost(`The WebGPU device was lost${message ? `: ${message}` : '.'}`));
  device?.addEventListener('uncapturederror', ({ error }) => onLost(`WebGPU failed: ${error.message}`));
  gpgpu?.gl.canvas.addEventListener('webglcontextlost', () => onLost('The WebGL context was lost.'));
}

/**
 * Whether the GPU is lost, which may be the reason of another error. The browser may report the loss only after the error, so this
 * waits for a moment.
 */
export async function deviceIsLost(): Promise<boolean> {
  const { device, gpgpu } = tf.backend() as GpuBackend;
  if (gpgpu) return gpgpu.gl.isContextLost();
  if (!device) return false;
  const moment = new Promise<false>((resolve) => setTimeout(() => resolve(false), LOSS_SECONDS * 1000));
  return Promise.race([device.lost.then(() => true), moment]);
}

/** For tests: loses the GPU, as when a driver restarts. On wasm and cpu it does nothing. */
export function loseDevice(): void {
  const { device, gpgpu } = tf.backend() as GpuBackend;
  device?.destroy();
  gpgpu?.gl.getExtension('WEBGL_lose_context')?.loseContext();
}
