import * as tf from '@tensorflow/tfjs-core';
import { composedLoss } from './composed/composed-loss';
import type { ConnectedHeads, LossWithGradient } from './connected-heads';
import { cpuLoss } from './fused/cpu/cpu-loss';
import { asFusedLoss, type FusedImplementation } from './fused/fused-loss';
import { webglLoss } from './fused/gpu/webgl-loss';
import { webgpuLoss } from './fused/gpu/webgpu-loss';
import { wasmLoss } from './fused/wasm/wasm-loss';

/** A loss and its gradient by the fused form of the active backend; composed where there is none for the loss. */
export function computeLoss(inputs: tf.Tensor2D[], heads: ConnectedHeads): LossWithGradient {
  const loss = asFusedLoss(heads);
  const fused = loss && fusedImplementation(inputs.length);
  return fused ? fused(inputs, loss) : composedLoss(inputs, heads);
}

/** Backends are looked at, and never imported. */
function fusedImplementation(inputs: number): FusedImplementation | undefined {
  const backend = tf.backend();
  if (tf.getBackend() === 'cpu') return cpuLoss;
  if ('typedArrayFromHeap' in backend) return wasmLoss;
  // A WebGPU program has eight tensors at most, of which one is its output; WebGL's limit is higher.
  if (inputs < 8) {
    if ('runWebGLProgram' in backend) return webglLoss;
    if ('runWebGPUProgram' in backend) return webgpuLoss;
  }
  return undefined;
}
