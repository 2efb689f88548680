import type * as tf from '@tensorflow/tfjs-core';
import type { GroupedOptimizer, GroupedOptimizerConfig } from './grouped-optimizer';
import { readGroups } from './parameter-groups';

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
  (optimizer as unknown as GroupedOptimizer).setLearningRate(learningRate);
  return optimizer;
}
