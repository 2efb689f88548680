import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';

/**
 * The variable that holds a weight. Layers may read it in another way: a cosine classifier reads its columns brought to one length.
 *
 * @example
 * ```ts
 * const variables = net.trainer.trainableWeights.map(variableOf);
 * ```
 */
export function variableOf(weight: LayersModel['weights'][number]): tf.Variable {
  return (Object.getPrototypeOf(weight) as LayerVariable).read.call(weight) as tf.Variable;
}
