import * as tf from '@tensorflow/tfjs-core';
// Its import registers the gradients of tfjs, which all but mbib need.
import '@tensorflow/tfjs-layers';
import { onGpu } from '../../support/backend';
import type { Figure, Report } from '../figure';
import { compare, type Rounds, type Turn, takeTurns, turnOf } from '../turns';
import { assertAgreement } from './agreement';
import {
  copyTwice,
  finish,
  type LossAndGradients,
  mbib,
  mbibOfAppendixJ,
  softmaxCrossEntropy,
} from './contestants';
import { costOf } from './cost';
import { limitOf, names } from './limits';
import { disposeTask, makeTask, type TaskOptions } from './task';

/** Bytes at the peak besides the logits, of which `tensorBytes` are known to be tensors. */
export type ExtraBytes = (lossAndGradients: LossAndGradients, tensorBytes: number) => number;

/** A page cannot see the bytes outside tensors. */
const ofTensors: ExtraBytes = (_, tensorBytes) => tensorBytes;

/** Compares the MBIB loss with Appendix J and with one cross entropy on the active backend. */
export async function measureLosses(
  tasks: readonly TaskOptions[],
  rounds: Rounds,
  report: Report,
  extraBytes = ofTensors,
): Promise<void> {
  for (const task of tasks) await measureTask(task, rounds, report, extraBytes);
}

async function measureTask(
  options: TaskOptions,
  rounds: Rounds,
  report: Report,
  extraBytes: ExtraBytes,
): Promise<void> {
  const task = makeTask(options);
  const [ours, listing, crossEntropy] = [mbib(task), mbibOfAppendixJ(task), softmaxCrossEntropy(task)];
  await assertAgreement(ours, listing);

  const backend = tf.getBackend();
  const add = (name: keyof typeof names, figure: Pick<Figure, 'value' | 'low' | 'high' | 'milliseconds'>) => {
    const limit = limitOf(backend, name, options.gamma);
    report({ figure: names[name], backend, ...options, ...figure, ...(limit && { limit }) });
  };
  const cost = await costOf(ours);
  add('kernels', { value: cost.kernels });
  add('kernelsOfAppendixJ', { value: (await costOf(listing)).kernels });
  add('kernelsOfCrossEntropy', { value: (await costOf(crossEntropy)).kernels });
  const logitsBytes = task.logits.reduce((sum, { size }) => sum + 4 * size, 0);
  add('bytes', { value: extraBytes(ours, cost.tensorBytes) / logitsBytes });

  // What lies on a GPU is not copied by arrays.
  const contestants: Record<string, Turn> = {
    MBIB: turnOf(() => finish(ours)),
    'Appendix J': turnOf(() => finish(listing)),
    'cross entropy': turnOf(() => finish(crossEntropy)),
    ...(onGpu() ? {} : { copy: turnOf(copyTwice(task)) }),
  };
  const times = await takeTurns(contestants, rounds);
  const against = (other: string) => compare(times, 'MBIB', other);
  add('appendixJ', against('Appendix J'));
  add('crossEntropy', against('cross entropy'));
  if (!onGpu()) add('copy', against('copy'));
  disposeTask(task);
}
