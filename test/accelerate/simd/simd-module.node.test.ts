import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WasmBackend } from '../../../src/accelerate/simd/wasm-backend';
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

  it('stays away from a memory that threads share', async () => {
    const { simdModule } = await importModule();
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const threaded = { wasm: { asm: { memory } } } as unknown as WasmBackend;
    expect(simdModule(threaded)).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(simdModule(threaded)).toBeUndefined();
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
