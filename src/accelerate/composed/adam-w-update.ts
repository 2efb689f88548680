import type * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../kernel-arguments';
import { values, type WasmBackend } from '../simd/wasm-backend';

/** The factors of a step, as `adamW` of `mbib/training` computes them from its options and the number of the step. */
interface AdamWAttributes {
  kept: number;
  meanShare: number;
  beta2: number;
  squareShare: number;
  rootCorrection: number;
  epsilon: number;
  stepSize: number;
}

/** Inputs of one shape, float32; `mean` and `square` from the second step on. */
export type AdamWArguments = KernelArguments<'value' | 'gradient', AdamWAttributes> & {
  inputs: { mean?: tf.TensorInfo; square?: tf.TensorInfo };
};

const { fround } = Math;

/**
 * `AdamWUpdate`: the update of one variable by `adamW` of `mbib/training`, in one pass over its numbers. Each product, sum, quotient
 * and root is rounded to float32, in the order of the operations that compute it elsewhere: the bits are the same.
 *
 * @param args inputs `value`, `gradient` and, from the second step on, `mean` and `square`, of one shape, float32.
 * @returns `[value, mean, square]`, new tensors.
 */
export function composedAdamWUpdate({ inputs, backend, attrs }: AdamWArguments): tf.TensorInfo[] {
  const { value, gradient, mean, square } = inputs;
  const wasm = backend as WasmBackend;
  const moved = [0, 1, 2].map(() => wasm.makeOutput(value.shape, 'float32'));
  const kept = mean && square ? [mean, square] : [];
  const [w, g, newW, newM, newV, oldM, oldV] = values(wasm, value, gradient, ...moved, ...kept);
  const share = fround(attrs.meanShare);
  const squareShare = fround(attrs.squareShare);
  const beta2 = fround(attrs.beta2);
  const decay = fround(attrs.kept);
  const [correction, epsilon] = [fround(attrs.rootCorrection), fround(attrs.epsilon)];
  const stepSize = fround(attrs.stepSize);
  for (let i = 0; i < w!.length; i++) {
    const slope = g![i]!;
    const squared = fround(fround(slope * slope) * squareShare);
    const m = oldM ? fround(oldM[i]! + fround(fround(slope - oldM[i]!) * share)) : fround(slope * share);
    const v = oldV ? fround(fround(oldV[i]! * beta2) + squared) : squared;
    const root = fround(fround(fround(Math.sqrt(v)) / correction) + epsilon);
    newM![i] = m;
    newV![i] = v;
    newW![i] = fround(fround(w![i]! * decay) - fround(fround(m / root) * stepSize));
  }
  return moved;
}
