import * as tf from '@tensorflow/tfjs-core';
import { bytesFromHexadecimal } from '../../hexadecimal';
import { binary } from './binary';
import { binary as fusedBinary } from './fused-binary';
import { FUSED_MULTIPLY_ADD, registerFusedMultiplyAdd } from './fused-multiply-add';
import type { SimdExports } from './simd-exports';
import type { WasmBackend } from './wasm-backend';

/** The module in one arithmetic, once it is compiled, and its instances. */
interface Build {
  compiled?: WebAssembly.Module;
  instances: WeakMap<WasmBackend, SimdExports | undefined>;
}

/** By whether multiply-adds are fused. */
const builds = new Map<boolean, Build>();
let current: Build | undefined;

registerFusedMultiplyAdd(chooseBuild);
// At the import, so that it is there for the first kernel in browsers that compile it in the background only.
chooseBuild();

/**
 * The SIMD module, one instance for each wasm backend, which works in the backend's memory.
 *
 * @returns undefined where it cannot run: WebAssembly has no SIMD here, the backend's memory is shared by threads, or the
 * module is still being compiled. Other forms of the kernels are used then.
 */
export function simdModule(backend: WasmBackend): SimdExports | undefined {
  if (current?.compiled && !current.instances.has(backend)) {
    current.instances.set(backend, undefined);
    instantiate(current.compiled, current.instances, backend);
  }
  return current?.instances.get(backend);
}

/** Whether the active backend is wasm, and the SIMD module runs in it. */
export function simdIsActive(): boolean {
  return tf.getBackend() === 'wasm' && simdModule(tf.backend() as WasmBackend) !== undefined;
}

function chooseBuild(): void {
  try {
    const fused = tf.env().getBool(FUSED_MULTIPLY_ADD);
    current = builds.get(fused) ?? compile(bytesFromHexadecimal(fused ? fusedBinary : binary));
    builds.set(fused, current);
  } catch {
    // No WebAssembly here: there is no wasm backend to accelerate either.
  }
}

function compile(bytes: Uint8Array<ArrayBuffer>): Build {
  const build: Build = { instances: new WeakMap() };
  if (!WebAssembly.validate(bytes)) return build;
  try {
    build.compiled = new WebAssembly.Module(bytes);
  } catch {
    // Some browsers refuse to compile it at once on their main thread, since it is not small; they do it in the background.
    WebAssembly.compile(bytes).then(
      (module) => {
        build.compiled = module;
      },
      () => undefined,
    );
  }
  return build;
}

function instantiate(module: WebAssembly.Module, instances: Build['instances'], backend: WasmBackend): void {
  const memory = Object.values(backend.wasm.asm ?? {}).find((value) => value instanceof WebAssembly.Memory);
  if (!memory) return;
  const imports = { env: { memory } };
  const use = (instance: WebAssembly.Instance) => {
    instances.set(backend, instance.exports as unknown as SimdExports);
  };
  try {
    use(new WebAssembly.Instance(module, imports));
  } catch {
    // Those browsers do this in the background, too. A memory that threads share does not fit, and is refused here again.
    WebAssembly.instantiate(module, imports).then(use, () => undefined);
  }
}
