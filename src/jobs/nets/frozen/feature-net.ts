import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { assertWholeNumber, reject, rejectType, show } from '../../../checks';
import { mapRepresentations } from '../../log/outputs/representations';
import { type Net, type NetOptions, netOptions, wholeBatchOf } from '../build-net';
import { type MethodRegistry, methodIn } from '../method-registry';
import { type MethodName, methods } from '../methods';
import type { FeatureHeads, LossContext } from '../methods/method';
import { mixedLoss } from '../methods/mixed-loss';
import { columnsModel } from './columns';

/**
 * The heads of a method on features that were computed before: a net whose images are the features of all taps side by side,
 * `[batch, Σ widths]`. Its loss is the method's, and it is trained as any other. Of its models, `headTrainer` takes the features tap
 * by tap; a classifier of stock layers is `featureClassifier`.
 *
 * @param method a name of {@link methods}
 * @param widths of the features of each tap, shallow to deep; a method that observes one tap takes the last
 * @param options the task, the options of the loss, and what the heads are like
 * @returns the net; `dispose` frees it
 * @throws RangeError | TypeError where there is no such method, a width is not a whole number of at least 1, or an option is unknown or
 *   does not fit
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { buildFeatureNet } from 'mbib/jobs';
 *
 * const samplesPerClass = [500, 50, 5];
 * const net = buildFeatureNet('mbib', [768], { samplesPerClass, seed: 0, zWidth: 128, classifier: { cosine: 20 } });
 * const { loss } = net.lossAndScores(tf.randomNormal([4, 768]), tf.tensor1d([0, 0, 1, 2], 'int32'));
 * ```
 */
export function buildFeatureNet(
  method: MethodName,
  widths: readonly number[],
  options: NetOptions,
): FeatureNet {
  assertWidths(widths);
  const made = featureHeadsOf(methods, method, widths, options);
  return { ...featureNet(method, widths, made), featureClassifier: made.heads.featureClassifier };
}

function assertWidths(widths: readonly number[]): void {
  const requirement = 'be an array of at least one width';
  if (!Array.isArray(widths)) rejectType('widths', requirement, show(widths));
  if (widths.length === 0) reject('widths', requirement, 'an empty one');
  for (const [tap, width] of widths.entries()) assertWholeNumber(`widths[${tap}]`, width, 1);
}

/** A net on features, see {@link buildFeatureNet}. */
export interface FeatureNet<Name extends string = MethodName> extends Net<Name> {
  /** Features of the deepest tap, `[batch, width]`, to class probabilities; stock layers only. */
  readonly featureClassifier: LayersModel;
}

/** The loss and the scores of a batch whose logits, those of all heads side by side, are known. */
export type LossOf = (
  logits: tf.Tensor,
  labels: tf.Tensor,
  context: LossContext | undefined,
) => ReturnType<Net['lossAndScores']>;

/** The heads of a method on features, and its loss with the options. */
export interface FeatureHeadsWithLoss {
  heads: FeatureHeads;
  lossOf: LossOf;
  wholeBatch: Net['wholeBatch'];
}

/** Makes the heads of a method on features. */
export function featureHeadsOf(
  registry: MethodRegistry,
  method: string,
  widths: readonly number[],
  given: object,
): FeatureHeadsWithLoss {
  const entry = methodIn(registry, method);
  const { featureHeads, taps, loss, scores } = entry;
  const { samplesPerClass, seed, zWidth, classifier, ...options } = netOptions(registry, method, given);
  const classes = samplesPerClass.length;
  const heads = featureHeads(taps === 'last' ? widths.slice(-1) : widths, {
    classes,
    seed,
    zWidth,
    classifier,
  });
  return {
    heads,
    lossOf(joined, labels, { whole, progress = 0, mixed } = {}) {
      const count = joined.shape[1]! / classes;
      // tfjs has no gradient of a split into one part.
      const logits = (count === 1 ? [joined] : tf.split(joined, count, 1)) as tf.Tensor2D[];
      const batch = { labels, logits, samplesPerClass, options, whole, progress, classifier };
      return { loss: mixedLoss(loss, batch, mixed), scores: scores(logits) };
    },
    wholeBatch: wholeBatchOf(entry, samplesPerClass, options),
  };
}

/** A net on features with heads that have been made, whose weights it shares. */
export function featureNet<Name extends string>(
  method: Name,
  widths: readonly number[],
  { heads, lossOf, wholeBatch }: FeatureHeadsWithLoss,
): Net<Name> {
  const { headTrainer, featureClassifier } = heads;
  const encoder = columnsModel(widths, headTrainer.inputs.length);
  const onDeepest = (head: LayersModel) =>
    model({ inputs: encoder.inputs, outputs: head.apply(encoder.outputs.at(-1)!) as SymbolicTensor });
  return {
    method,
    trainer: headTrainer,
    headTrainer,
    encoder,
    classifier: onDeepest(featureClassifier),
    representations: mapRepresentations(heads.featureRepresentations, onDeepest),
    lossAndScores(features, labels, context) {
      const taps = encoder.apply(features) as tf.Tensor | tf.Tensor[];
      return lossOf(headTrainer.apply(taps, { training: true }) as tf.Tensor, labels, context);
    },
    wholeBatch,
    dispose: () => heads.dispose(),
  };
}
