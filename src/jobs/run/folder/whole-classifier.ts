import type { WholeClassifier } from '../../loop/train-epoch';
import type { FrozenNet } from '../../nets/frozen/frozen-net';
import type { OpenBackbone } from './open-backbone';

/**
 * The classifier to save of a net whose heads were trained on features: with a LayersModel as its backbone it takes images; with a
 * GraphModel it takes what the deepest tap gives, and the files of the GraphModel are saved along.
 *
 * @param net of the backbone
 * @param backbone as it was opened
 *
 * @example
 * ```ts
 * import { buildFrozenNet, type JobContext, openBackbone, wholeClassifier } from 'mbib/jobs';
 *
 * declare const context: JobContext; // what a recipe is given
 * const backbone = await openBackbone({ backbone: 'efficientnet-lite0', seed: 0 }, context);
 * const net = buildFrozenNet('mbib', backbone.model, backbone.taps, { samplesPerClass: [50, 5], seed: 0 });
 * const whole = wholeClassifier(net, backbone); // for a recipe's whole
 * ```
 */
export function wholeClassifier(
  { classifier, head }: Pick<FrozenNet, 'classifier' | 'head'>,
  { files, taps, imageSize }: Pick<OpenBackbone, 'files' | 'taps' | 'imageSize'>,
): WholeClassifier {
  if (files === undefined) return { classifier };
  return { classifier: head, graph: { files, node: taps.at(-1)!, size: [imageSize, imageSize] } };
}
