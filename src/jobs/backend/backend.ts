import * as tf from '@tensorflow/tfjs-core';
import { softwareGpu, startNavigatorGpu, watchDevice } from './webgpu';

/** Backends an example can train on; `'auto'` takes the fastest one that starts. */
export const backendNames = ['auto', 'tensorflow', 'webgpu', 'wasm', 'cpu'] as const;

/** @see backendNames */
export type BackendName = (typeof backendNames)[number];

/** A backend that runs, and why it is this one. */
export interface StartedBackend {
  /** As TensorFlow.js calls it. */
  name: Exclude<BackendName, 'auto'>;
  /** A sentence for the terminal. */
  reason: string;
  /** Throws where the GPU has reported an error, which WebGPU itself does not. */
  check: () => void;
}

/** Thrown by a starter with the sentence that tells what to do. */
class UnavailableError extends Error {}

const starters: Record<StartedBackend['name'], (asked: boolean) => Promise<string>> = {
  tensorflow: startTensorflow,
  webgpu: startWebgpu,
  wasm: startWasm,
  cpu: startCpu,
};

/**
 * Starts a TensorFlow.js backend in Node and makes it the current one. `'auto'` tries native TensorFlow, WebGPU on a real
 * GPU, WebAssembly and plain JavaScript, in this order: fastest first.
 *
 * @param name one of {@link backendNames}
 * @returns the backend's name and a sentence that says why it was taken
 * @throws Error where the backend asked for cannot start: what is missing, and the command that mends it
 *
 * @example
 * ```ts
 * const { name, reason } = await startBackend('wasm');
 * ```
 */
export async function startBackend(name: BackendName): Promise<StartedBackend> {
  if (name !== 'auto') {
    return started(name, `asked for${withDetail(await starters[name](true))}`);
  }
  const passedOver: string[] = [];
  for (const candidate of Object.keys(starters) as StartedBackend['name'][]) {
    try {
      const detail = await starters[candidate](false);
      const because = passedOver.length > 0 ? `because ${passedOver.join('; ')}` : 'the fastest one';
      return started(candidate, because + withDetail(detail));
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      passedOver.push(firstSentence(error.message));
    }
  }
  throw new Error(
    'No TensorFlow.js backend can start; npm install @tensorflow/tfjs-backend-wasm brings one.',
  );
}

function started(name: StartedBackend['name'], because: string): StartedBackend {
  const { device } = tf.backend() as { device?: GPUDevice };
  return { name, reason: `${name} (${because})`, check: device ? watchDevice(device) : () => {} };
}

async function startTensorflow(): Promise<string> {
  const missing = 'native TensorFlow is not installed';
  const onGpu = await importPackage('@tensorflow/tfjs-node-gpu', missing).catch((error: UnavailableError) => {
    if (!error.message.startsWith(missing)) throw error;
  });
  if (!onGpu) await importPackage('@tensorflow/tfjs-node', missing);
  await activate('tensorflow');
  return onGpu ? 'on a CUDA GPU' : '';
}

async function startWebgpu(asked: boolean): Promise<string> {
  const { create, globals } = (await importPackage(
    'webgpu',
    'the webgpu package is not installed',
  )) as typeof import('webgpu');
  const adapter = await startNavigatorGpu(create, globals);
  if (!adapter) {
    throw new UnavailableError(
      'no WebGPU adapter answers. Install a Vulkan driver for the GPU (apt-get install libvulkan1 and the ' +
        "vendor's driver), or use --backend wasm.",
    );
  }
  const software = softwareGpu(adapter);
  if (software && !asked) {
    throw new UnavailableError(`the only WebGPU adapter is ${software}, a software GPU, slower than wasm.`);
  }
  // The backend registers itself only where it finds navigator.gpu, so its import has to come after.
  await importPackage('@tensorflow/tfjs-backend-webgpu', 'the WebGPU backend is not installed');
  await activate('webgpu');
  return software ? `on ${software}, a software GPU: expect it to be slower than wasm` : adapter.info.device;
}

async function startWasm(): Promise<string> {
  await importPackage('@tensorflow/tfjs-backend-wasm', 'the wasm backend is not installed');
  await activate('wasm');
  return '';
}

async function startCpu(asked: boolean): Promise<string> {
  await importPackage('@tensorflow/tfjs-backend-cpu', 'the cpu backend is not installed');
  await activate('cpu');
  return asked ? '' : 'plain JavaScript: expect it to be very slow';
}

async function importPackage(name: string, missing: string): Promise<unknown> {
  try {
    return await import(name);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
      throw new UnavailableError(`${missing}. Install it with: npm install ${name}`);
    }
    throw new UnavailableError(
      `${name} does not load (${message.split('\n')[0]}). Install it anew with: npm install ${name}`,
    );
  }
}

async function activate(name: StartedBackend['name']): Promise<void> {
  const started = await tf.setBackend(name).catch(() => false);
  if (!started) throw new UnavailableError(`the ${name} backend does not start on this machine.`);
  await tf.ready();
}

function withDetail(detail: string): string {
  return detail ? `; ${detail}` : '';
}

function firstSentence(message: string): string {
  return message.split('. ')[0]!.replace(/\.$/, '');
}
