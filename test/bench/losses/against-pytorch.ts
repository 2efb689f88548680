import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { StoredTensor } from '../../../src/jobs/files/tensor-file';
import type { Report } from '../figure';
import { findPython, startPyTorch } from '../pytorch/child';
import { compare, type Rounds, takeTurns, turnOf } from '../turns';
import { finish, mbib } from './contestants';
import { limitOf, names } from './limits';
import { disposeTask, makeTask, type Task, type TaskOptions, tasks } from './task';

/** Compares the MBIB loss on wasm with Appendix J in PyTorch on one thread, as wasm has one in Node. */
export async function compareLossesWithPyTorch(rounds: Rounds, report: Report): Promise<void> {
  const found = findPython();
  await tf.setBackend('wasm');
  for (const options of tasks) {
    const figure = {
      figure: names.pytorch,
      backend: 'wasm',
      ...options,
      limit: limitOf('wasm', 'pytorch', options.gamma)!,
    };
    report(
      'reason' in found
        ? { ...figure, value: null, reason: found.reason }
        : { ...figure, ...(await compareTask(found.python, options, rounds)) },
    );
  }
}

async function compareTask(python: string, options: TaskOptions, rounds: Rounds) {
  const task = makeTask(options);
  const ours = mbib(task);
  const pytorch = await startPyTorch(python, 'losses.py', tensorsOf(task), [String(options.gamma)]);
  const times = await takeTurns({ wasm: turnOf(() => finish(ours)), PyTorch: pytorch.turn }, rounds);
  pytorch.end();
  disposeTask(task);
  return compare(times, 'wasm', 'PyTorch');
}

/** The task, and the loss and the gradients as mbib computes them. */
function tensorsOf(task: Task): StoredTensor[] {
  const { labels, logits, samplesPerClass } = task;
  const [loss, ...gradients] = mbib(task)();
  const store = (name: string, tensor: tf.Tensor) => ({
    name,
    shape: tensor.shape,
    data: tensor.dataSync().slice() as Float32Array | Int32Array,
  });
  const stored = [
    store('labels', labels),
    { name: 'counts', shape: [samplesPerClass.length], data: Int32Array.from(samplesPerClass) },
    ...logits.map((each, i) => store(`logits${i}`, each)),
    store('loss', loss!),
    ...gradients.map((each, i) => store(`gradient${i}`, each)),
  ];
  tf.dispose([loss!, gradients]);
  return stored;
}
