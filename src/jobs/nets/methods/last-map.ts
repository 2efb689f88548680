import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { reject, show } from '../../../checks';
import type { Tapped } from './method';

/**
 * The output of a backbone, for heads that look at nothing else.
 *
 * @throws RangeError where the last tap is another place: the heads would not look at it
 */
export function lastMap({ backbone, taps }: Tapped): SymbolicTensor {
  const output = backbone.outputs[0]!;
  const { name } = output.sourceLayer;
  const last = taps.at(-1)!;
  // Of a nested model, the path to one of its layers.
  if (last !== name && !last.startsWith(`${name}/`)) {
    reject(
      `taps[${taps.length - 1}]`,
      `be '${name}', the output of the backbone, for this method`,
      show(last),
    );
  }
  return output;
}
