import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { binary } from '../../../src/accelerate/simd/binary';
import { binary as fusedBinary } from '../../../src/accelerate/simd/fused-binary';
import type { WasmBackend } from '../../../src/accelerate/simd/wasm-backend';
import { forSharedMemory } from '../../../src/shared-memory';
import { runKernel, uniform } from '../kernels';

const backend = () => tf.backend() as unknown as WasmBackend;
const importModule = () => import('../../../src/accelerate/simd/simd-module');

beforeEach(async () => {
  vi.resetModules();
  await tf.setBackend('wasm');
});

afterEach(() => {
  vi.restoreAllMocks();
});

function refuse(): never {
  throw new RangeError('disallowed on the main thread');
}

describe('the SIMD module', () => {
  it('runs in the memory of the wasm backend', async () => {
    const { simdModule, simdIsActive } = await importModule();
    expect(simdModule(backend())).toBeDefined();
    expect(simdIsActive()).toBe(true);
  });

  it.each([
    ['module', ['Module']],
    ['instance', ['Instance']],
    ['either', ['Module', 'Instance']],
  ] as const)('comes a little later where no synchronous %s is allowed', async (_, refused) => {
    for (const name of refused) vi.spyOn(WebAssembly, name).mockImplementation(refuse as never);
    const { simdModule } = await importModule();
    expect(simdModule(backend())).toBeUndefined();
    await vi.waitFor(() => expect(simdModule(backend())).toBeDefined());
  });

  it.each([16, 65_536])('runs in a memory that threads share, of at most %s pages', async (maximum) => {
    const { simdModule } = await importModule();
    const wasmMemory = new WebAssembly.Memory({ initial: 1, maximum, shared: true });
    const simd = simdModule({ wasm: { wasmMemory, asm: {} } } as unknown as WasmBackend)!;
    const numbers = new Float32Array(wasmMemory.buffer, 0, 12);
    numbers.set([-1, 2, 3, 4, 10, 20, 30, 40]);
    simd.reluGradient(16, 0, 4, 32);
    expect([...numbers.slice(8)]).toEqual([0, 20, 30, 40]);
    // The first instance stays that of its backend.
    expect(simdModule(backend())).not.toBe(simd);
  });

  it('has one import, the memory, in either arithmetic', () => {
    for (const digits of [binary, fusedBinary]) {
      expect(forSharedMemory(digits).length).toBe(digits.length + 6);
    }
  });
});

describe('a wasm memory that is exhausted', () => {
  const attrs = { strides: 1, pad: 'same', dataFormat: 'NHWC' };
  const inputs = { x: uniform([1, 4, 4, 4], 1), filter: uniform([3, 3, 4, 4], 2) };

  it.each([
    ['output', 2, /no room for a tensor of shape \[1,4,4,4\]/],
    ['scratch', 3, /a convolution needs \d+ more bytes/],
  ])('fails the kernel that finds no room for its %s, and leaves nothing', async (_, fit, message) => {
    const { simdConv2D } = await import('../../../src/accelerate/simd/convolution/conv2d');
    const { wasm } = backend();
    // Emscripten's function replaces itself in its first call.
    wasm._free(wasm._malloc(1));
    const malloc = wasm._malloc;
    let calls = 0;
    vi.spyOn(wasm, '_malloc').mockImplementation((bytes) => (calls++ < fit ? malloc(bytes) : 0));
    const before = backend().numDataIds();
    expect(() => runKernel('wasm', simdConv2D as never, inputs, attrs)).toThrow(message);
    expect(backend().numDataIds()).toBe(before + Object.keys(inputs).length);
  });
});
