import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs-core';
import type { LossAndGradients } from './contestants';

const TRIES = 3;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/**
 * Bytes that a loss with its gradients has at its peak besides the logits, at most, in Node: tensors in the heap of the wasm
 * backend, and by how much the ArrayBuffers grow, which on cpu are the tensors too. Nothing is freed while they are counted,
 * so that they are no fewer than at the peak. A garbage collection on the way would hide some: it is the largest growth of
 * a few tries, each behind a collection. Not seen is what another WebAssembly module has in a memory of its own.
 */
export function extraBytesInNode(lossAndGradients: LossAndGradients, tensorBytes: number): number {
  const growths = Array.from({ length: TRIES }, () => {
    collectGarbage();
    const before = process.memoryUsage().arrayBuffers;
    const tensors = lossAndGradients();
    const growth = process.memoryUsage().arrayBuffers - before;
    tf.dispose(tensors);
    return growth;
  });
  return Math.max(...growths) + (tf.getBackend() === 'cpu' ? 0 : tensorBytes);
}
