import * as tf from '@tensorflow/tfjs-core';
import { composedLoss } from './composed/composed-loss';
import type { ConnectedHeads, LossWithGradient } from './connected-heads';
import { exactLabels } from './exact-labels';
import { cpuLoss } from './fused/cpu/cpu-loss';
import { asFusedLoss, type FusedImplementation } from './fused/fused-loss';
import { webglLoss } from './fused/gpu/webgl-loss';
import { webgpuLoss } from './fused/gpu/webgpu-loss';
import { wasmLoss } from './fused/wasm/wasm-loss';

/**
 * Computes a loss and its gradient by the fastest way that there is for it on the current backend: a fused implementation
 * (one pass over the logits) where there is one, else operations of tfjs-core.
 *
 * @param differentiated whether its gradient may be asked for
 */
export function computeLoss(
  inputs: tf.Tensor2D[],
  given: ConnectedHeads,
  differentiated: boolean,
): LossWithGradient {
  if (inputs[0]!.shape[0] === 0) return emptyLoss(inputs, given);
  const { samplesPerClass, crossEntropy } = given;
  const labels = crossEntropy && exactLabels(crossEntropy.labels, samplesPerClass.length);
  const heads = labels ? { ...given, crossEntropy: { ...crossEntropy, labels } } : given;
  const loss = asFusedLoss(heads);
  const fused = loss && fusedImplementation(inputs.length);
  return fused ? fused(inputs, loss, differentiated) : composedLoss(inputs, heads, differentiated);
}

/** A batch without samples has the loss 0, and with the reduction 'none' no losses. Many kernels do not take tensors without numbers. */
function emptyLoss(inputs: tf.Tensor2D[], { crossEntropy }: ConnectedHeads): LossWithGradient {
  return {
    value: crossEntropy?.reduction === 'none' ? tf.tensor1d([]) : tf.scalar(0),
    saved: [],
    gradient: () => inputs.map(({ shape }) => tf.tensor2d([], shape)),
  };
}

/** A backend is recognised by its methods: to import one would bring it into every user's bundle. */
function fusedImplementation(inputs: number): FusedImplementation | undefined {
  const backend = tf.backend();
  if (tf.getBackend() === 'cpu') return cpuLoss;
  if ('typedArrayFromHeap' in backend) return wasmLoss;
  // A WebGPU program can use eight tensors, and one of them is its output. WebGL allows more.
  if (inputs < 8) {
    if ('runWebGLProgram' in backend) return webglLoss;
    if ('runWebGPUProgram' in backend) return webgpuLoss;
  }
  return undefined;
}
