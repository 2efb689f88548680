import type * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../kernel-arguments';
import { values, type WasmBackend } from '../simd/wasm-backend';

/** The options of a step, as `sgd` of `mbib/training` has them. */
interface SgdAttributes {
  learningRate: number;
  /** 0 for none. */
  weightDecay: number;
  momentum: number;
  nesterov: boolean;
}

/** Inputs of one shape, float32; `velocity` from the second step on. */
export type SgdArguments = KernelArguments<'value' | 'gradient', SgdAttributes> & {
  inputs: { velocity?: tf.TensorInfo };
};

/**
 * `SgdUpdate`: the update of one variable by `sgd` of `mbib/training`, in one pass over its numbers. Each product and each sum is
 * rounded to float32, in the order of the operations that compute it elsewhere: the bits are the same.
 *
 * @param args inputs `value`, `gradient` and, from the second step on, `velocity`, of one shape, float32.
 * @returns `[value, velocity]`, new tensors.
 */
export function composedSgdUpdate({ inputs, backend, attrs }: SgdArguments): tf.TensorInfo[] {
  const { value, gradient, velocity } = inputs;
  const wasm = backend as WasmBackend;
  const moved = [wasm.makeOutput(value.shape, 'float32'), wasm.makeOutput(value.shape, 'float32')] as const;
  const [w, g, newW, newV, v] = values(wasm, value, gradient, ...moved, ...(velocity ? [velocity] : []));
  const learningRate = Math.fround(attrs.learningRate);
  const weightDecay = Math.fround(attrs.weightDecay);
  const momentum = Math.fround(attrs.momentum);
  for (let i = 0; i < w.length; i++) {
    const slope = weightDecay > 0 ? Math.fround(g[i]! + Math.fround(w[i]! * weightDecay)) : g[i]!;
    const speed = v ? Math.fround(Math.fround(v[i]! * momentum) + slope) : slope;
    const direction = attrs.nesterov ? Math.fround(slope + Math.fround(speed * momentum)) : speed;
    newV[i] = speed;
    newW[i] = Math.fround(w[i]! - Math.fround(direction * learningRate));
  }
  return [...moved];
}
