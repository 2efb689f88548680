import * as tf from '@tensorflow/tfjs-core';
import type { SgdArguments } from '../composed/sgd-update';
import { simdModule } from './simd-module';
import { pointer, type WasmBackend } from './wasm-backend';

/**
 * `SgdUpdate` in SIMD, to the same bits as `composedSgdUpdate`.
 *
 * @returns undefined without SIMD.
 */
export function simdSgdUpdate({ inputs, backend, attrs }: SgdArguments): tf.TensorInfo[] | undefined {
  const { value, gradient, velocity } = inputs;
  const wasm = backend as WasmBackend;
  const simd = simdModule(wasm);
  if (!simd) return undefined;
  const newValue = wasm.makeOutput(value.shape, 'float32');
  const newVelocity = wasm.makeOutput(value.shape, 'float32');
  const { learningRate, weightDecay, momentum, nesterov } = attrs;
  simd.sgdUpdate(
    pointer(wasm, value),
    pointer(wasm, gradient),
    velocity ? pointer(wasm, velocity) : 0,
    tf.util.sizeFromShape(value.shape),
    learningRate,
    weightDecay,
    momentum,
    velocity ? 1 : 0,
    nesterov ? 1 : 0,
    pointer(wasm, newValue),
    pointer(wasm, newVelocity),
  );
  return [newValue, newVelocity];
}
