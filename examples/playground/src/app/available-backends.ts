import type { BackendName } from '../state/backend-names';

/** A backend that can be started in this browser. */
export interface AvailableBackend {
  /** Its name in TensorFlow.js. */
  name: BackendName;
  /** Its name for people, with the GPU that it uses. */
  label: string;
}

/** The shortest WebAssembly module: its magic number and version. */
const EMPTY_MODULE = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);

/**
 * Finds out which backends can be started in this browser. WebAssembly comes first: for networks as small as these it is faster than
 * a GPU.
 *
 * @example
 * ```ts
 * const [{ name }] = await availableBackends(); // 'wasm'
 * ```
 */
export async function availableBackends(): Promise<AvailableBackend[]> {
  const found = [probeWasm(), await probeWebgpu(), probeWebgl()].filter((backend) => backend !== undefined);
  return [...found, { name: 'cpu', label: 'cpu (plain JavaScript, slow)' }];
}

function probeWasm(): AvailableBackend | undefined {
  const starts = typeof WebAssembly === 'object' && WebAssembly.validate(EMPTY_MODULE);
  return starts ? { name: 'wasm', label: 'wasm' } : undefined;
}

async function probeWebgpu(): Promise<AvailableBackend | undefined> {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  if (!adapter) return undefined;
  const { description, vendor, architecture } = adapter.info;
  return { name: 'webgpu', label: described('webgpu', description || `${vendor} ${architecture}`.trim()) };
}

function probeWebgl(): AvailableBackend | undefined {
  if (typeof OffscreenCanvas === 'undefined') return undefined;
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  // The losses write to textures of floats, which need this extension.
  if (!gl?.getExtension('EXT_color_buffer_float')) return undefined;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return { name: 'webgl', label: described('webgl', renderer) };
}

function described(name: string, gpu: string): string {
  if (/swiftshader|llvmpipe|software/i.test(gpu)) return `${name} (software GPU, slow)`;
  return gpu ? `${name} (${gpu.slice(0, 40)})` : name;
}
