import type * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../kernel-arguments';
import { values, type WasmBackend } from '../simd/wasm-backend';

type MovingArguments = KernelArguments<
  'movingMean' | 'mean' | 'movingVariance' | 'variance',
  { momentum: number }
>;

/**
 * `MovingStatistics`: what a batch-norm layer keeps of the statistics of a batch, `old − (old − new) · (1 − momentum)`, rounded
 * to float32 after each operation as tfjs-layers' operations are.
 *
 * @param args inputs `[channels]`, float32.
 * @returns the new moving mean and moving variance.
 */
export function composedMovingStatistics({ inputs, backend, attrs }: MovingArguments): tf.TensorInfo[] {
  const { movingMean, mean, movingVariance, variance } = inputs;
  const wasm = backend as WasmBackend;
  const outputs = [
    wasm.makeOutput(movingMean.shape, 'float32'),
    wasm.makeOutput(movingVariance.shape, 'float32'),
  ] as const;
  const [oldMean, newMean, oldVariance, newVariance, toMean, toVariance] = values(
    wasm,
    ...([movingMean, mean, movingVariance, variance] as const),
    ...outputs,
  );
  const share = Math.fround(1 - attrs.momentum);
  move(oldMean, newMean, share, toMean);
  move(oldVariance, newVariance, share, toVariance);
  return [...outputs];
}

function move(old: Float32Array, value: Float32Array, share: number, target: Float32Array): void {
  for (let i = 0; i < target.length; i++) {
    target[i] = Math.fround(old[i]! - Math.fround(Math.fround(old[i]! - value[i]!) * share));
  }
}
