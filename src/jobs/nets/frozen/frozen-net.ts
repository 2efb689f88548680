import type * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { GraphBackbone } from 'mbib';
import { mapRepresentations } from '../../log/outputs/representations';
import type { Net, NetOptions } from '../build-net';
import { type MethodName, methods } from '../methods';
import { encoderOf } from './encoder-of';
import { type FeatureNet, featureHeadsOf, featureNet } from './feature-net';

/** Options of {@link buildFrozenNet}. */
export interface FrozenNetOptions extends NetOptions {
  /** Shape of an image, `[height, width, channels]`: for a GraphModel that does not declare it. */
  inputShape?: number[] | undefined;
}

/** A net whose backbone stays as it is: only its heads learn. */
export interface FrozenNet<Name extends string = MethodName> extends FeatureNet<Name> {
  /**
   * The same heads as a net on features: it takes what `encoder` gives, for all taps side by side, `[batch, Σ widths]`, so that the
   * backbone is asked once for each image and not in every epoch. What it learns this net knows: their weights are the same.
   */
  readonly onFeatures: Net<Name>;
  /** From what the deepest tap gives before it is pooled, to class probabilities; stock layers only. It is saved with a GraphModel. */
  readonly head: LayersModel;
  /** The width of the features of each tap, shallow to deep. */
  readonly widths: readonly number[];
}

/**
 * Puts the heads of a method on a backbone that stays as it is. It computes as in `predict`: no weight of it moves, and no running
 * statistic.
 *
 * @param method a name of {@link methods}
 * @param backbone a LayersModel or a GraphModel of the converter; belongs to the net from now on
 * @param taps names of the layers or nodes that are observed, shallow to deep; they are pooled over space or time
 * @param options the task, the options of the loss, and what the heads are like
 * @returns the net; its `trainer` is its `headTrainer`, its `encoder` gives the features of all `taps`. The classifier of a LayersModel
 * has stock layers only; that of a GraphModel cannot be saved, its `featureClassifier` can
 * @throws RangeError | TypeError where there is no such method, a tap is not found, or an option is unknown or does not fit
 *
 * @example
 * ```ts
 * import { buildFrozenNet, efficientNetLite0 } from 'mbib/jobs';
 *
 * const backbone = await efficientNetLite0({ imageSize: 160 });
 * const task = { samplesPerClass: [500, 50, 5], seed: 0, zWidth: 128 };
 * const net = buildFrozenNet('mbib', backbone, ['stage2', 'stage3', 'stage4'], task);
 * console.log(net.widths); // [40, 112, 1280]
 * ```
 */
export function buildFrozenNet(
  method: MethodName,
  backbone: LayersModel | GraphBackbone,
  taps: readonly string[],
  { inputShape, ...options }: FrozenNetOptions,
): FrozenNet {
  const observed = encoderOf(backbone, taps, inputShape);
  const { encoder, widths } = observed;
  const made = featureHeadsOf(methods, method, widths, options);
  const { heads, lossOf, wholeBatch } = made;
  const { headTrainer, featureClassifier } = heads;
  const onDeepest = (head: LayersModel) =>
    model({ inputs: encoder.inputs, outputs: head.apply(encoder.outputs.at(-1)!) as SymbolicTensor });
  return {
    method,
    widths,
    trainer: headTrainer,
    headTrainer,
    encoder,
    featureClassifier,
    head: pooledHead(observed.deepest, featureClassifier),
    classifier: onDeepest(featureClassifier),
    representations: mapRepresentations(heads.featureRepresentations, onDeepest),
    onFeatures: featureNet(method, widths, made),
    lossAndScores(images, labels, context) {
      const features = [encoder.predictOnBatch(images) as tf.Tensor | tf.Tensor[]].flat();
      const observedTaps = features.slice(-headTrainer.inputs.length);
      return lossOf(headTrainer.apply(observedTaps, { training: true }) as tf.Tensor, labels, context);
    },
    wholeBatch,
    dispose() {
      heads.dispose();
      observed.dispose();
      (backbone as LayersModel).dispose();
    },
  };
}

/** A classifier on features, behind the pooling of a map or of a sequence. */
function pooledHead(shape: (number | null)[], featureClassifier: LayersModel): LayersModel {
  const tap = input({ shape });
  const pools = [layers.globalAveragePooling1d, layers.globalAveragePooling2d];
  const pool = pools[shape.length - 2];
  const pooled = pool ? (pool({}).apply(tap) as SymbolicTensor) : tap;
  return model({ inputs: tap, outputs: featureClassifier.apply(pooled) as SymbolicTensor });
}
