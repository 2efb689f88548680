import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import 'mbib/accelerate';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { simdIsActive } from '../../../src/accelerate/simd/simd-module';
import { testBatchNorm } from './test-batch-norm';

// How tfjs and the SIMD module find out whether there is SIMD.
vi.hoisted(() => vi.spyOn(WebAssembly, 'validate').mockReturnValue(false));

describe('on wasm without SIMD', () => {
  beforeAll(() => tf.setBackend('wasm'));

  it('the SIMD module is not active', () => {
    expect(simdIsActive()).toBe(false);
  });

  testBatchNorm();
});
