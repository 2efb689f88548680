import type * as tf from '@tensorflow/tfjs-core';
import { reject } from '../../checks';
import { variableOf } from '../layers/weights-of';
import { assertTakesOver, restoreOptimizer, type TrainedWeights } from './optimizer-state';
import { tensorNames } from './save-net';
import type { SavedNet } from './saved-net';

/**
 * Gives weights and optimizer what was saved.
 *
 * @param tensors by their names; the caller frees them
 * @throws TypeError or RangeError where the weights or the optimizer do not fit; nothing is changed then
 */
export async function restoreNet(
  net: TrainedWeights,
  { optimizer: saved }: SavedNet,
  tensors: Readonly<Record<string, tf.Tensor>>,
  optimizer: tf.Optimizer | undefined,
): Promise<void> {
  const values = net.weights.map((_, i) => tensors[tensorNames.weight(i)]);
  const fits = net.weights.every(({ shape }, i) => String(shape) === String(values[i]?.shape));
  if (!fits || tensors[tensorNames.weight(net.weights.length)]) {
    reject('options.backbone', 'have the layers of the one that was saved', 'one with other weights');
  }
  if (optimizer && !saved) {
    reject(
      'options.optimizer',
      'be left out',
      'one, but the net was saved without: `net.save(…, { optimizer })`',
    );
  }
  if (optimizer) assertTakesOver(optimizer, saved!, net);
  net.weights.forEach((weight, i) => {
    variableOf(weight).assign(values[i]!);
  });
  if (!optimizer) return;
  const count = saved!.state.length + saved!.own.length;
  const state = Array.from({ length: count }, (_, i) => tensors[tensorNames.state(i)]!);
  await restoreOptimizer(optimizer, saved!, state, net);
}
