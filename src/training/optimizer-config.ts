import type * as tf from '@tensorflow/tfjs-core';
import { readGroups, type SavedParameterGroup } from './parameter-groups';

/** What `getConfig` of every optimizer of this library holds. */
export type GroupedOptimizerConfig = {
  /** The learning rate as it is now. */
  learningRate: number;
  /** How much of a variable counts as weight decay, where its group does not say otherwise. */
  weightDecay: number;
  /** The learning rate that the optimizer was made with; only where there are groups, whose rates are in proportion to it. */
  initialLearningRate?: number;
  /** The groups, where there are any. */
  groups?: SavedParameterGroup[];
  /** The greatest norm of the gradients of a step, where there is a limit. */
  clipNorm?: number;
};

/**
 * Makes an optimizer from what its `getConfig` returned.
 *
 * @param names the options besides those that every optimizer of this library has. Others are left out: tfjs-layers adds entries of
 * its own, which the constructor would refuse as unknown options.
 */
export function fromConfig<T extends tf.serialization.Serializable>(
  cls: tf.serialization.SerializableConstructor<T>,
  config: tf.serialization.ConfigDict,
  names: readonly string[],
): T {
  const { learningRate, weightDecay, clipNorm, groups, initialLearningRate } =
    config as unknown as GroupedOptimizerConfig;
  const optimizer = new cls({
    ...Object.fromEntries(names.map((name) => [name, config[name]])),
    learningRate: initialLearningRate ?? learningRate,
    weightDecay,
    clipNorm,
    groups: groups && readGroups(groups),
  });
  (optimizer as unknown as { setLearningRate(rate: number): void }).setLearningRate(learningRate);
  return optimizer;
}
