import * as tf from '@tensorflow/tfjs-core';
import { bytesFromHexadecimal } from '../../hexadecimal';
import { forSharedMemory } from '../../shared-memory';
import { binary } from './binary';
import { binary as fusedBinary } from './fused-binary';
import { FUSED_MULTIPLY_ADD, registerFusedMultiplyAdd } from './fused-multiply-add';
import type { SimdExports } from './simd-exports';
import type { WasmBackend } from './wasm-backend';

/** A form of the module, once it is compiled, and its instances. */
interface Build {
  /** A later one's functions take the place of an earlier one's. */
  compiled?: WebAssembly.Module[];
  instances: WeakMap<WasmBackend, SimdExports | undefined>;
}

type Form = `${'fused' | 'separate'} ${'shared' | 'unshared'}`;

const builds = new Map<Form, Build>();
let arithmetic: 'fused' | 'separate' = 'separate';

registerFusedMultiplyAdd(chooseArithmetic);
// At the import, so that it is there for the first kernel in browsers that compile it in the background only.
chooseArithmetic();

/**
 * The SIMD module, one instance for each wasm backend, which works in the backend's memory. There is a form of it for each
 * arithmetic, and another for memories that threads share.
 *
 * @returns undefined where it cannot run: WebAssembly has no SIMD here, or the module is still being compiled. Other forms of
 * the kernels are used then.
 */
export function simdModule(backend: WasmBackend): SimdExports | undefined {
  const build = buildOf(backend.wasm.wasmMemory ? `${arithmetic} shared` : `${arithmetic} unshared`);
  if (build.compiled && !build.instances.has(backend)) {
    build.instances.set(backend, undefined);
    instantiate(build.compiled, build.instances, backend);
  }
  return build.instances.get(backend);
}

/** Whether the active backend is wasm, and the SIMD module runs in it. */
export function simdIsActive(): boolean {
  return tf.getBackend() === 'wasm' && simdModule(tf.backend() as WasmBackend) !== undefined;
}

function chooseArithmetic(): void {
  arithmetic = tf.env().getBool(FUSED_MULTIPLY_ADD) ? 'fused' : 'separate';
  buildOf(`${arithmetic} unshared`);
}

function buildOf(form: Form): Build {
  const build = builds.get(form) ?? compile(form);
  builds.set(form, build);
  return build;
}

function compile(form: Form): Build {
  const build: Build = { instances: new WeakMap() };
  const binaries = form.startsWith('fused') ? [binary, fusedBinary] : [binary];
  try {
    const codes = binaries.map((digits) =>
      bytesFromHexadecimal(form.endsWith(' shared') ? forSharedMemory(digits) : digits),
    );
    if (!codes.every((bytes) => WebAssembly.validate(bytes))) return build;
    try {
      build.compiled = codes.map((bytes) => new WebAssembly.Module(bytes));
    } catch {
      // Some browsers refuse to compile it at once on their main thread, since it is not small; they do it in the background.
      Promise.all(codes.map((bytes) => WebAssembly.compile(bytes))).then(
        (modules) => {
          build.compiled = modules;
        },
        () => undefined,
      );
    }
  } catch {
    // No WebAssembly here: there is no wasm backend to accelerate either.
  }
  return build;
}

function instantiate(
  modules: WebAssembly.Module[],
  instances: Build['instances'],
  backend: WasmBackend,
): void {
  const { wasmMemory, asm } = backend.wasm;
  const memory = wasmMemory ?? Object.values(asm ?? {}).find((value) => value instanceof WebAssembly.Memory);
  if (!memory) return;
  const imports = { env: { memory } };
  const use = (parts: WebAssembly.Instance[]) => {
    instances.set(backend, Object.assign({}, ...parts.map(({ exports }) => exports)) as SimdExports);
  };
  try {
    use(modules.map((module) => new WebAssembly.Instance(module, imports)));
  } catch {
    // Those browsers do this in the background, too.
    Promise.all(modules.map((module) => WebAssembly.instantiate(module, imports))).then(use, () => undefined);
  }
}
