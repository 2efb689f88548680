import * as tf from '@tensorflow/tfjs-core';
import { assertOneOf } from '../../checks';
import { installCommand } from '../files/install-command';
import { importOptional, UnavailableError } from '../files/optional-package';
import { tryFirstOperation } from './first-operation';
import { hasWebgpuAdapter } from './has-webgpu-adapter';
import { restoreRemovedUtil } from './removed-util';
import { softwareGpu, startNavigatorGpu, watchDevice } from './webgpu';

/**
 * Backends an example can train on; `'auto'` takes the fastest one that starts.
 *
 * @example
 * ```ts
 * import { type BackendName, backendNames } from 'mbib/jobs';
 *
 * const isBackend = (name: string): name is BackendName => backendNames.some((known) => known === name);
 * ```
 */
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

/** What a user has to install for a backend. */
const backendPackages: Record<StartedBackend['name'], { title: string; packages: string[] }> = {
  tensorflow: { title: 'native TensorFlow', packages: ['@tensorflow/tfjs-node'] },
  webgpu: { title: 'WebGPU', packages: ['webgpu', '@tensorflow/tfjs-backend-webgpu'] },
  wasm: { title: 'the wasm backend', packages: ['@tensorflow/tfjs-backend-wasm'] },
  cpu: { title: 'the cpu backend', packages: ['@tensorflow/tfjs-backend-cpu'] },
};

const starters: Record<StartedBackend['name'], (asked: boolean) => Promise<string>> = {
  tensorflow: startTensorflow,
  webgpu: startWebgpu,
  wasm: startWasm,
  cpu: startCpu,
};

/**
 * Starts a TensorFlow.js backend in Node and makes it the current one. `'auto'` tries native TensorFlow, WebGPU on a real
 * GPU, WebAssembly and plain JavaScript, in this order: fastest first. Each has to do one operation right before it is taken.
 *
 * @param name one of {@link backendNames}
 * @returns the backend's name and a sentence that says why it was taken
 * @throws Error where the backend asked for cannot start or breaks on its first operation: what is missing, and the command that mends it
 *
 * @example
 * ```ts
 * import { startBackend } from 'mbib/jobs';
 *
 * const { name, reason } = await startBackend('wasm');
 * console.log(name, reason);
 * ```
 */
export async function startBackend(name: BackendName): Promise<StartedBackend> {
  assertOneOf('name', name, backendNames);
  if (name !== 'auto') {
    return started(name, `asked for${withDetail(await starters[name](true))}`);
  }
  const passedOver: UnavailableError[] = [];
  for (const candidate of Object.keys(starters) as StartedBackend['name'][]) {
    try {
      const detail = await starters[candidate](false);
      const reasons = passedOver.map(({ reason }) => reason).join('; ');
      const because = reasons ? `because ${reasons}` : 'the fastest one';
      return started(candidate, because + withDetail(detail), fasterOnes(passedOver));
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      passedOver.push(error);
    }
  }
  throw new Error(
    `No TensorFlow.js backend can start. Install one with: ${installCommand(['@tensorflow/tfjs-backend-wasm'])}`,
  );
}

/** What brings the backends that would have been taken, had they been installed. */
function fasterOnes(passedOver: UnavailableError[]): string {
  const commands = passedOver.flatMap(({ install }) => install ?? []);
  return commands.length > 0 ? `. For a faster one: ${commands.join(', or ')}` : '';
}

function started(name: StartedBackend['name'], because: string, faster = ''): StartedBackend {
  const { device } = tf.backend() as { device?: GPUDevice };
  return { name, reason: `${name} (${because})${faster}`, check: device ? watchDevice(device) : () => {} };
}

async function startTensorflow(): Promise<string> {
  restoreRemovedUtil();
  // TensorFlow's own notes, such as which instructions of the processor it uses; its warnings stay.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
  const onGpu = await importPackage('tensorflow', '@tensorflow/tfjs-node-gpu').catch((error) => {
    // Not installed: the package without CUDA serves as well.
    if (!(error instanceof UnavailableError && error.install)) throw error;
  });
  if (!onGpu) await importPackage('tensorflow', '@tensorflow/tfjs-node');
  await activate('tensorflow');
  return onGpu ? 'on a CUDA GPU' : '';
}

async function startWebgpu(asked: boolean): Promise<string> {
  const { create, globals } = (await importPackage('webgpu', 'webgpu')) as typeof import('webgpu');
  // Where nobody asked for it, nobody is to read what its drivers complain of.
  const adapter = asked || (await hasWebgpuAdapter()) ? await startNavigatorGpu(create, globals) : null;
  if (!adapter) {
    throw new UnavailableError(
      'no WebGPU adapter answers',
      "Install a Vulkan driver for the GPU (apt-get install libvulkan1 and the vendor's driver), or take the backend wasm.",
    );
  }
  const software = softwareGpu(adapter);
  if (software && !asked) {
    throw new UnavailableError(`the only WebGPU adapter is ${software}, a software GPU, slower than wasm`);
  }
  // The backend registers itself only where it finds navigator.gpu, so its import has to come after.
  await importPackage('webgpu', '@tensorflow/tfjs-backend-webgpu');
  await activate('webgpu');
  return software ? `on ${software}, a software GPU: expect it to be slower than wasm` : adapter.info.device;
}

async function startWasm(): Promise<string> {
  await importPackage('wasm', '@tensorflow/tfjs-backend-wasm');
  await activate('wasm');
  return '';
}

async function startCpu(asked: boolean): Promise<string> {
  await importPackage('cpu', '@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  // Before its first operation in Node it advises native TensorFlow, which the sentence about the backend does already.
  Object.assign(tf.backend(), { firstUse: false });
  await activate('cpu');
  return asked ? '' : 'plain JavaScript: expect it to be very slow';
}

/** Imports one of a backend's packages. */
const importPackage = (backend: StartedBackend['name'], name: string) =>
  importOptional(name, backendPackages[backend]);

async function activate(name: StartedBackend['name']): Promise<void> {
  const started = await tf.setBackend(name).catch(() => false);
  if (!started) throw new UnavailableError(`the ${name} backend does not start on this machine`);
  await tf.ready();
  await tryFirstOperation(name);
}

function withDetail(detail: string): string {
  return detail ? `; ${detail}` : '';
}
