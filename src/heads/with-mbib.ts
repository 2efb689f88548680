import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { assertBoolean, reject } from '../checks';
import { resolveOptions } from '../options';
import { connectHeads, disposeLayers, type HeadGraph, headGraph } from './layers/head-graph';
import { type HeadOptions, headOptions, type ResolvedHeadOptions } from './layers/head-options';
import { Trainer } from './layers/trainer';
import { weightsOfNet } from './layers/weights-of';
import { type HeadLogits, logitsOf, savedHeads, type TrainableHeads, trainableHeads } from './mbib-heads';
import { type ObserveOptions, observe } from './observe';
import { backboneHash } from './saving/backbone-hash';
import { saveNet } from './saving/save-net';
import type { SavedBackbone } from './saving/saved-net';
import { trainableFlags } from './saving/trainable-flags';
import { assertBackbone } from './taps/assert-backbone';
import { assertShape } from './taps/assert-shape';
import type { TapLayer } from './taps/connect-taps';
import { type Backbone, type GraphBackbone, isGraphBackbone } from './taps/graph-backbone';
import { assertDataFormat, type DataFormat, pool } from './taps/pool';
import { reconnection } from './taps/reconnection';
import { buildOn } from './taps/uses-of-layers';

/** Options of {@link withMBIB}. */
export interface WithMbibOptions extends HeadOptions {
  /**
   * Whether the backbone stays as it is. It computes as in `predict` then, and no gradient is taken of it: no weight of it moves, and no
   * running statistic, and a step needs hardly more memory than a prediction. Default false; a GraphModel is always frozen.
   */
  frozen?: boolean;
  /** Which axis of a tapped map is that of the channels: the last one, or the one after the batch. Default `'channelsLast'`. */
  dataFormat?: DataFormat;
  /** Shape of an input without the batch, such as `[224, 224, 3]`: for a GraphModel that does not declare it. */
  inputShape?: number[];
}

const withMbibOptions = {
  ...headOptions,
  frozen: { check: assertBoolean, default: false },
  dataFormat: { check: assertDataFormat, default: 'channelsLast' },
  inputShape: { check: assertShape, default: undefined },
} as const;

/** A backbone with the heads of the paper's Figure 2. Its models share their weights with each other and with the backbone. */
export interface MbibModel extends TrainableHeads {
  /** The backbone that was given. */
  readonly backbone: tfl.LayersModel | GraphBackbone;
  /** The model to train: one output `[batch, (T+1)·K]`, the logits of v1..vT and z side by side. */
  readonly trainer: tfl.LayersModel;
  /**
   * The model to use: class probabilities `[batch, K]`, the softmax of the mean of the logits f(v_T) and g(z). It is made of tfjs's
   * own layers, so a saved one loads without mbib.
   */
  readonly classifier: tfl.LayersModel;
  /**
   * The backbone up to the taps: one output `[batch, width]` a tap, pooled, before the necks. `predict` gives the features
   * that `headTrainer` learns from. What `headTrainer` learns the classifier knows: their layers are the same.
   */
  readonly encoder: tfl.LayersModel;
  /** The classifier without the backbone: from the deepest tap to class probabilities. Save it where the backbone is a GraphModel. */
  readonly head: tfl.LayersModel;
  /** The features v_T and z behind their necks, two outputs `[batch, width]`. */
  readonly features: tfl.LayersModel;
  /**
   * Computes the logits of every head, to give to {@link mbibLoss} in a training loop of your own.
   *
   * @param x a batch of inputs
   * @param options `training: true` normalises by the statistics of the batch and updates the running ones; with false, the
   * default, it normalises by the running ones
   */
  logits(x: tf.Tensor | tf.Tensor[], options?: { training?: boolean }): HeadLogits;
}

/**
 * Puts the heads of MBIB on a backbone (Figure 2). The output of every tapped layer is averaged over space and normalised: the
 * observations v1..vT. The representation z is computed from the deepest of them by a fully connected layer. Every v and z has
 * a linear classifier. With one tap it is BIB (Figure 1).
 *
 * @param backbone any LayersModel, which shares its weights and is trained along, or a GraphModel, which stays as it is
 * @param tapLayers where to observe the backbone, shallow to deep: layer names, layers or symbolic tensors; node names of a
 *   GraphModel. Maps `[batch, height, width, channels]` are averaged over space, sequences `[batch, time, channels]`
 *   over time; features `[batch, channels]` are taken as they are.
 * @param options number of classes, and what the heads are like
 * @returns models to train and to use, and the loss that goes with them
 * @throws RangeError where a tap is not found or has no usable shape, or an option does not fit
 * @throws TypeError where an option is missing, unknown or of another type
 * @see Mixture of Balanced Information Bottlenecks, Section 3.3, Figure 2 and Table 6
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { withMBIB } from 'mbib';
 * const backbone = tf.sequential({
 *   layers: [
 *     tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 8, kernelSize: 3, activation: 'relu', name: 'stage1' }),
 *     tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: 'relu', name: 'stage2' }),
 *     tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: 'relu', name: 'stage3' }),
 *   ],
 * });
 * const net = withMBIB(backbone, ['stage1', 'stage2', 'stage3'], { classes: 3 });
 * const samplesPerClass = [100, 10, 1];
 * net.trainer.compile({ optimizer: 'sgd', loss: net.loss({ samplesPerClass }), metrics: [net.accuracy] });
 * await net.trainer.fit(tf.randomNormal([4, 8, 8, 1]), tf.tensor1d([0, 0, 1, 2]));
 * ```
 */
export function withMBIB(
  backbone: tfl.LayersModel | GraphBackbone,
  tapLayers: readonly TapLayer[],
  options: WithMbibOptions,
): MbibModel {
  const { frozen: asked, dataFormat, inputShape, ...ofHeads } = resolveOptions(options, withMbibOptions);
  assertBackbone(backbone, inputShape);
  const frozen = isGraphBackbone(backbone) || asked;
  if (isGraphBackbone(backbone) && options.frozen === false) {
    reject('options.frozen', 'be true or left out for a GraphModel, which cannot learn', 'false');
  }
  const { models, heads, places, forget } = assemble(backbone, tapLayers, {
    ofHeads,
    prefix: ofHeads.name,
    frozen,
    dataFormat,
    inputShape,
  });
  const { everyHead, ...ofNet } = models;
  const widths = heads.inputs.map(({ shape }) => shape[1]!);
  const trainedAlong = frozen ? undefined : (backbone as tfl.LayersModel);
  const trainable = trainableHeads(heads, widths, ofHeads);
  const weights = weightsOfNet(trainable.headTrainer, trainedAlong);
  const describe = async () => ({
    heads: savedHeads(widths, ofHeads),
    backbone: {
      taps: places,
      frozen,
      inputShape,
      dataFormat,
      ...(trainedAlong ? savedBackbone(trainedAlong) : { hash: await backboneHash(backbone) }),
    },
  });
  return {
    ...trainable,
    backbone,
    ...ofNet,
    logits: logitsOf(everyHead),
    save: (handler, given) => saveNet(handler, { weights, trainer: ofNet.trainer }, describe, given),
    dispose() {
      disposeLayers(heads.applied);
      forget();
    },
  };
}

/** Builds the models. Where that fails, it leaves no tensors and no trace on the backbone. */
function assemble(
  backbone: Backbone,
  tapLayers: readonly TapLayer[],
  options: ObserveOptions & { ofHeads: ResolvedHeadOptions },
) {
  const { ofHeads, frozen } = options;
  const applied: tfl.layers.Layer[] = [];
  try {
    const { built, forget } = buildOn(isGraphBackbone(backbone) ? undefined : backbone, () => {
      const { inputs, deepest, pooled, trainedOn, places } = observe(backbone, tapLayers, options, applied);
      const heads = headGraph(
        pooled.map(({ shape }) => shape[1]!),
        ofHeads,
        applied,
      );
      assertFreeNames(backbone, heads, ofHeads.name);
      const outputs = connectHeads(heads, pooled);
      const trained = trainedOn === pooled ? outputs : connectHeads(heads, trainedOn);
      const own = frozen ? undefined : (backbone as tfl.LayersModel);
      return {
        models: {
          trainer: new Trainer({ inputs, outputs: trained.joined, backbone: own }),
          everyHead: new Trainer({ inputs, outputs: trained.logits, backbone: own }),
          classifier: tfl.model({ inputs, outputs: outputs.probabilities }),
          encoder: tfl.model({ inputs, outputs: pooled }),
          head: headModel(heads, deepest, ofHeads.name, options.dataFormat),
          features: tfl.model({ inputs, outputs: [outputs.observations.at(-1)!, outputs.z] }),
        },
        heads,
        places,
      };
    });
    return { ...built, forget };
  } catch (error) {
    disposeLayers(applied);
    throw error;
  }
}

/** The classifier from the output of the deepest tap on. */
function headModel(
  heads: HeadGraph,
  shape: tfl.Shape,
  prefix: string,
  dataFormat: DataFormat,
): tfl.LayersModel {
  const tap = tfl.input({ shape: shape.slice(1) });
  const pooled = pool(tap, `${prefix}_pool`, dataFormat);
  const connect = reconnection(new Map([[heads.inputs.at(-1)!, pooled]]), heads.applied);
  return tfl.model({ inputs: tap, outputs: connect(heads.probabilities) });
}

/** What is saved of a backbone that is trained along, beside its weights. */
function savedBackbone(backbone: tfl.LayersModel): Partial<SavedBackbone> {
  return { topology: backbone.toJSON(null, false) as object, trainable: trainableFlags(backbone) };
}

/** Two layers of one name cannot be in one model. */
function assertFreeNames(backbone: Backbone, { created }: HeadGraph, prefix: string): void {
  if (isGraphBackbone(backbone)) return;
  const taken = new Set(backbone.layers.map(({ name }) => name));
  const twice = created.find(({ name }) => taken.has(name));
  if (twice)
    reject(
      'options.name',
      `differ from that of heads in the backbone, which has a '${twice.name}'`,
      `'${prefix}'`,
    );
}
