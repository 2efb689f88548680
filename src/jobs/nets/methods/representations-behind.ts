import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Representations } from './method';

/**
 * The same representations of what comes from further up.
 *
 * @param behind puts a model behind what gives its input
 *
 * @example
 * ```ts
 * const { z } = representationsBehind(featureHeads.featureRepresentations, (head) => behindBackbone(head));
 * ```
 */
export function representationsBehind(
  { v, z }: Representations,
  behind: (head: LayersModel) => LayersModel,
): Representations {
  return { ...(v && { v: behind(v) }), z: behind(z) };
}
