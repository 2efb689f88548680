import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { simdIsActive } from '../../src/accelerate/simd/simd-module';
import { testWhatServes } from './served';

// How tfjs and the SIMD module find out whether there is SIMD.
vi.hoisted(() => vi.spyOn(WebAssembly, 'validate').mockReturnValue(false));

describe('mbib/accelerate where WebAssembly has no SIMD', () => {
  beforeAll(() => tf.setBackend('wasm'));

  it('runs in the build of tfjs without SIMD', () => {
    expect(tf.env().getBool('WASM_HAS_SIMD_SUPPORT')).toBe(false);
    expect(simdIsActive()).toBe(false);
  });

  testWhatServes(false, () => import('mbib/accelerate'));
});
