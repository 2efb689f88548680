import * as tf from '@tensorflow/tfjs-core';
import type { WasmBackend } from './wasm-backend';

/** Values in the memory of a backend, and the tape of tfjs that they are kept for. */
interface Kept {
  backend: WasmBackend;
  info: tf.TensorInfo;
  tape: unknown;
}

let kept: Kept[] = [];

/**
 * Allocates the values of a tensor and keeps them as long as tfjs's tape lasts, which is until the outermost `tf.grad` or its like
 * returns. `save` of `tf.customGrad` is for the same, but it copies on this backend.
 */
export function keepUntilTapeEnds(backend: WasmBackend, shape: number[]): tf.TensorInfo {
  const tape = tf.engine().state.activeTape;
  free((each) => each.tape !== tape);
  // Steps may follow each other without a pause: those of the last one are freed above. The others are freed in the next pause,
  // which no tape lasts until.
  if (kept.length === 0) Promise.resolve().then(() => free(() => true));
  const info = backend.makeOutput(shape, 'float32');
  kept.push({ backend, info, tape });
  return info;
}

/** Makes a tensor of what is kept, without a copy; it may outlive the tape. */
export function tensorOfKept(backend: WasmBackend, info: tf.TensorInfo): tf.Tensor {
  ownerOf(backend, info).incRef(info.dataId);
  return tf.engine().makeTensorFromTensorInfo(info, backend);
}

/** The backend that has the values: another one, where one of its kernels has asked for them since. */
function ownerOf(backend: WasmBackend, { dataId }: tf.TensorInfo): tf.KernelBackend {
  return tf.engine().state.tensorInfo.get(dataId)?.backend ?? backend;
}

function free(isOver: (kept: Kept) => boolean): void {
  const over = kept.filter(isOver);
  kept = kept.filter((each) => !over.includes(each));
  for (const { backend, info } of over) {
    // A backend that has been removed has no memory any more.
    if (ownerOf(backend, info) === backend && !backend.wasm) continue;
    // By way of a tensor, so that tfjs knows that there are no more of these values.
    tf.engine().makeTensorFromTensorInfo(info, backend).dispose();
  }
}
