import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { assertBoolean, reject, rejectType, show } from '../checks';
import { resolveOptions } from '../options';
import { FrozenEncoder } from './layers/frozen-encoder';
import { connectHeads, type HeadGraph, type HeadOutputs, headGraph } from './layers/head-graph';
import { type HeadOptions, headOptions, type ResolvedHeadOptions } from './layers/head-options';
import { Trainer } from './layers/trainer';
import { weightsInOrder } from './layers/weights-of';
import {
  disposeHeads,
  type HeadLogits,
  logitsOf,
  savedHeads,
  type TrainableHeads,
  trainableHeads,
} from './mbib-heads';
import { backboneHash } from './saving/backbone-hash';
import { saveNet } from './saving/save-net';
import type { SavedBackbone } from './saving/saved-net';
import { trainableFlags } from './saving/trainable-flags';
import { assertBackbone } from './taps/assert-backbone';
import { assertShape } from './taps/assert-shape';
import { connectTaps, type TapLayer } from './taps/connect-taps';
import { type GraphBackbone, isGraphBackbone, tapGraph } from './taps/graph-backbone';
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
  frozen: { check: assertBoolean, default: undefined },
  dataFormat: { check: assertDataFormat, default: undefined },
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
  assertBackbone(backbone);
  const frozen = isGraphBackbone(backbone) || (asked ?? false);
  if (asked === false && isGraphBackbone(backbone)) {
    reject('options.frozen', 'be true or left out for a GraphModel, which cannot learn', 'false');
  }
  const { models, heads, names, forget } = assemble(backbone, tapLayers, {
    ofHeads,
    frozen,
    dataFormat,
    inputShape,
  });
  const { trainer, everyHead, classifier, encoder, head, features, widths } = models;
  const ownBackbone = isGraphBackbone(backbone) || frozen ? [] : weightsInOrder(backbone.layers);
  const trainable = trainableHeads(heads, widths, ofHeads);
  const weights = [...weightsInOrder(trainable.headTrainer.layers), ...ownBackbone];
  const describe = async () => ({
    heads: savedHeads(widths, ofHeads),
    backbone: { taps: names, frozen, inputShape, dataFormat, ...(await savedBackbone(backbone, frozen)) },
  });
  return {
    ...trainable,
    backbone,
    trainer,
    classifier,
    encoder,
    head,
    features,
    logits: logitsOf(everyHead),
    save: (handler, given) => saveNet(handler, { weights, trainer }, describe, given),
    dispose() {
      disposeHeads(heads);
      forget();
    },
  };
}

/** Options of {@link assemble}, checked. */
interface Assembly {
  ofHeads: ResolvedHeadOptions;
  frozen: boolean;
  dataFormat: DataFormat | undefined;
  inputShape: number[] | undefined;
}

/** Builds the models. Where that fails, it leaves no tensors and no trace on the backbone. */
function assemble(
  backbone: tfl.LayersModel | GraphBackbone,
  tapLayers: readonly TapLayer[],
  options: Assembly,
) {
  const { ofHeads, frozen, dataFormat, inputShape } = options;
  const graph = isGraphBackbone(backbone);
  const reapplied: tfl.layers.Layer[] = [];
  let heads: HeadGraph | undefined;
  try {
    const { built, forget } = buildOn(graph ? undefined : backbone, () => {
      const { inputs, tensors, names } = tapBackbone(backbone, tapLayers, inputShape, reapplied);
      const pooled = tensors.map((tensor, i) => pool(tensor, `${ofHeads.name}_v${i + 1}_pool`, dataFormat!));
      const widths = pooled.map(({ shape }) => shape[1]!);
      heads = headGraph(widths, ofHeads);
      assertFreeNames(backbone, heads, ofHeads.name);
      const outputs = connectHeads(heads, pooled);
      const encoder = tfl.model({ inputs, outputs: pooled });
      const trained = frozen ? connectHeads(heads, freeze(encoder, inputs, ofHeads.name)) : outputs;
      const own = graph || frozen ? undefined : backbone;
      const trainer = new Trainer({ inputs, outputs: trained.joined, backbone: own });
      return {
        models: {
          ...modelsOf(inputs, tensors, outputs, heads),
          encoder,
          trainer,
          everyHead: new Trainer({ inputs, outputs: trained.logits, backbone: own }),
          widths,
        },
        heads,
        names,
      };
    });
    heads!.applied.push(...reapplied);
    return { ...built, forget };
  } catch (error) {
    for (const layer of [...reapplied, ...(heads?.applied ?? [])]) layer.dispose();
    throw error;
  }
}

/** The models to use: the classifier, the same from the deepest tap on, and the representations. */
function modelsOf(
  inputs: tfl.SymbolicTensor[],
  tensors: tfl.SymbolicTensor[],
  { probabilities, observations, z }: HeadOutputs,
  heads: HeadGraph,
) {
  const deepest = tensors.at(-1)!;
  const tap = tfl.input({ shape: deepest.shape.slice(1) });
  const connect = reconnection(new Map([[deepest, tap]]), heads.applied);
  return {
    classifier: tfl.model({ inputs, outputs: probabilities }),
    head: tfl.model({ inputs: tap, outputs: connect(probabilities) }),
    features: tfl.model({ inputs, outputs: [observations.at(-1)!, z] }),
  };
}

/** The encoder as one layer that does not learn. */
function freeze(
  encoder: tfl.LayersModel,
  inputs: tfl.SymbolicTensor[],
  prefix: string,
): tfl.SymbolicTensor[] {
  const layer = new FrozenEncoder(encoder, `${prefix}_frozen`);
  return [layer.apply(inputs.length === 1 ? inputs[0]! : inputs)].flat() as tfl.SymbolicTensor[];
}

/** What is saved of a backbone: of a frozen one its hash, else the whole model. */
async function savedBackbone(
  backbone: tfl.LayersModel | GraphBackbone,
  frozen: boolean,
): Promise<Partial<SavedBackbone>> {
  if (frozen || isGraphBackbone(backbone)) return { hash: await backboneHash(backbone) };
  return { topology: backbone.toJSON(null, false) as object, trainable: trainableFlags(backbone) };
}

/** Two layers of one name cannot be in one model. */
function assertFreeNames(
  backbone: tfl.LayersModel | GraphBackbone,
  { applied }: HeadGraph,
  prefix: string,
): void {
  if (isGraphBackbone(backbone)) return;
  const taken = new Set(backbone.layers.map(({ name }) => name));
  const twice = applied.find(({ name }) => taken.has(name));
  if (twice)
    reject(
      'options.name',
      `differ from that of heads in the backbone, which has a '${twice.name}'`,
      `'${prefix}'`,
    );
}

function tapBackbone(
  backbone: tfl.LayersModel | GraphBackbone,
  tapLayers: readonly TapLayer[],
  inputShape: number[] | undefined,
  reapplied: tfl.layers.Layer[],
) {
  if (!Array.isArray(tapLayers))
    rejectType('tapLayers', 'be an array of at least one layer', show(tapLayers));
  if (tapLayers.length === 0) reject('tapLayers', 'be an array of at least one layer', 'an empty one');
  if (isGraphBackbone(backbone)) {
    if (tapLayers.some((tap) => typeof tap !== 'string')) {
      reject('tapLayers', 'be node names of the GraphModel', show(tapLayers));
    }
    return tapGraph(backbone, tapLayers as string[], inputShape);
  }
  return { inputs: backbone.inputs, ...connectTaps(backbone, tapLayers, reapplied) };
}
