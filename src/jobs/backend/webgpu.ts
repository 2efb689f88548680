import { tmpdir } from 'node:os';

const softwareNames = /swiftshader|llvmpipe|lavapipe|software|warp|basic render/i;

/**
 * Gives Node the `navigator.gpu` of a browser, where the WebGPU backend looks for it.
 *
 * @param create of the package `webgpu`
 * @param globals of the package `webgpu`
 * @returns the adapter that answers, or null
 */
export async function startNavigatorGpu(
  create: (options: string[]) => GPU,
  globals: object,
): Promise<GPUAdapter | null> {
  // Vulkan drivers print an error where a session without a desktop lacks it.
  process.env.XDG_RUNTIME_DIR ??= tmpdir();
  Object.assign(globalThis, globals);
  const gpu = create([]);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  try {
    return await gpu.requestAdapter();
  } catch {
    return null;
  }
}

/** The adapter's name where it is a rasteriser on the processor, else undefined. */
export function softwareGpu({ info }: GPUAdapter): string | undefined {
  const names = [info.vendor, info.architecture, info.device, info.description].filter(Boolean);
  return names.some((name) => softwareNames.test(name)) ? info.description || info.device : undefined;
}

/**
 * WebGPU prints validation errors and goes on with wrong numbers. This makes the first one visible to the training loop.
 *
 * @param device the backend's device
 * @returns a check that throws where an error has been reported
 */
export function watchDevice(device: GPUDevice): () => void {
  let message: string | undefined;
  device.onuncapturederror = ({ error }) => {
    message ??= error.message;
  };
  device.lost.then(({ reason, message: why }) => {
    if (reason !== 'destroyed') message ??= `the device is lost: ${why}`;
  });
  return () => {
    if (message !== undefined) throw new Error(`The GPU reports an error: ${message.trim()}`);
  };
}
