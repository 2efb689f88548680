import * as tf from '@tensorflow/tfjs-core';
import type { AdamWArguments } from '../composed/adam-w-update';
import { simdModule } from './simd-module';
import { pointer, type WasmBackend } from './wasm-backend';

/**
 * `AdamWUpdate` in SIMD, to the same bits as `composedAdamWUpdate`.
 *
 * @returns undefined without SIMD.
 */
export function simdAdamWUpdate({ inputs, backend, attrs }: AdamWArguments): tf.TensorInfo[] | undefined {
  const { value, gradient, mean, square } = inputs;
  const wasm = backend as WasmBackend;
  const simd = simdModule(wasm);
  if (!simd) return undefined;
  const moved = [0, 1, 2].map(() => wasm.makeOutput(value.shape, 'float32'));
  const [newValue, newMean, newSquare] = moved.map((tensor) => pointer(wasm, tensor));
  simd.adamWUpdate(
    pointer(wasm, value),
    pointer(wasm, gradient),
    mean ? pointer(wasm, mean) : 0,
    square ? pointer(wasm, square) : 0,
    tf.util.sizeFromShape(value.shape),
    attrs.kept,
    attrs.meanShare,
    attrs.beta2,
    attrs.squareShare,
    attrs.rootCorrection,
    attrs.epsilon,
    attrs.stepSize,
    mean && square ? 1 : 0,
    newValue!,
    newMean!,
    newSquare!,
  );
  return moved;
}
