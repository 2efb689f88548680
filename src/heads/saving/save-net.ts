import * as tf from '@tensorflow/tfjs-core';
import { rejectType, show } from '../../checks';
import { resolveOptions } from '../../options';
import { variableOf } from '../layers/weights-of';
import { readOptimizer, type TrainedWeights } from './optimizer-state';
import { type NetHandler, type SavedNet, writeNet } from './saved-net';

/** Options of a net's `save`. */
export interface SaveOptions {
  /** The optimizer that trains the net, whose state is saved along. */
  optimizer?: tf.Optimizer;
}

/** Throws unless `value` is an optimizer of tfjs. */
export function assertOptimizer(argument: string, value: tf.Optimizer): void {
  if (!(value instanceof tf.Optimizer)) rejectType(argument, 'be an optimizer', show(value));
}

/** The name of a tensor in a file, by its number. */
export const tensorNames = {
  weight: (number: number) => `weights/${number}`,
  state: (number: number) => `optimizer/${number}`,
};

/** The end of the saving before: an optimizer that is asked for its state twice at once frees what it gave first. */
let before: Promise<unknown> = Promise.resolve();

/**
 * Saves weights bit for bit as they are now, and the state of the optimizer that moves them.
 *
 * @param describe what else is told of the net
 */
export async function saveNet(
  handler: NetHandler,
  net: TrainedWeights,
  describe: () => SavedNet | Promise<SavedNet>,
  options?: SaveOptions,
): Promise<tf.io.SaveResult> {
  const { optimizer } = resolveOptions(options, {
    optimizer: { check: assertOptimizer, default: undefined },
  });
  const tensors: Record<string, tf.Tensor> = {};
  net.weights.forEach((weight, i) => {
    tensors[tensorNames.weight(i)] = tf.clone(variableOf(weight));
  });
  try {
    const reading = before.then(() => optimizer && readOptimizer(optimizer, net));
    before = reading.catch(() => {});
    const state = await reading;
    state?.tensors.forEach((tensor, i) => {
      tensors[tensorNames.state(i)] = tensor;
    });
    const described = await describe();
    return await writeNet(handler, { ...described, ...(state && { optimizer: state.saved }) }, tensors);
  } finally {
    tf.dispose(Object.values(tensors));
  }
}
