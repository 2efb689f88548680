import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {
  assertBoolean,
  assertClassCounts,
  assertWholeNumber,
  type ClassCounts,
  reject,
  rejectType,
  show,
} from '../checks';
import { type MbibLossOptions, mbibLossOf, mbibLossOptions } from '../losses/mbib-loss';
import { resolveOptions } from '../options';
import { assertOwnCopy } from './assert-own-copy';
import { connectTaps, type TapLayer } from './connect-taps';
import { type GraphBackbone, isGraphBackbone, tapGraph } from './graph-backbone';
import { type HeadOptions, headLayers, headOptions } from './head-layers';
import { JoinedLogits } from './joined-logits';
import { reconnection } from './reconnection';

/** Options of {@link withMBIB}. */
export interface WithMbibOptions extends HeadOptions {
  /** Shape of an input without the batch, such as `[224, 224, 3]`: for a GraphModel that does not declare it. */
  inputShape?: number[];
}

const withMbibOptions = {
  ...headOptions,
  inputShape: { check: assertShape, default: undefined },
} as const;

const logitsOptions = {
  training: { check: assertBoolean, default: false },
} as const;

/** The options of `net.loss`: those of the MBIB loss, and the counts of so many classes. */
function trainerLossOptions(classes: number) {
  const check = (_: string, counts: ClassCounts) => assertClassCounts(counts, classes);
  return { samplesPerClass: { check }, ...mbibLossOptions } as const;
}

function assertShape(argument: string, value: number[]): void {
  if (!Array.isArray(value)) rejectType(argument, 'be an array of sizes', show(value));
  value.forEach((size, i) => {
    assertWholeNumber(`${argument}[${i}]`, size, 1);
  });
}

/** The logits of every head for a batch, each `[batch, K]`. */
export interface HeadLogits {
  /** The logits of the taps v1..vT, shallow to deep. */
  taps: tf.Tensor[];
  /** The logits of z. */
  z: tf.Tensor;
}

/** A backbone with the heads of the paper's Figure 2. Its models share their weights with each other and with the backbone. */
export interface MbibModel {
  /** The model to train: one output `[batch, (T+1)·K]`, the logits of v1..vT and z side by side. */
  readonly trainer: tfl.LayersModel;
  /**
   * The model to use: class probabilities `[batch, K]`, the softmax of the mean of the logits f(v_T) and g(z). It is made of tfjs's
   * own layers, so a saved one loads without mbib.
   */
  readonly classifier: tfl.LayersModel;
  /**
   * The backbone up to the taps: one output `[batch, width]` a tap, pooled, before the necks. `predict` gives the features
   * that `headTrainer` learns from.
   */
  readonly encoder: tfl.LayersModel;
  /**
   * The trainer without the backbone: one input `[batch, width]` a tap, as `encoder` gives them, and the trainer's output.
   * Its layers are the trainer's own, so that what it learns the classifier knows.
   */
  readonly headTrainer: tfl.LayersModel;
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
  /**
   * {@link mbibLoss} as a loss for `trainer.compile`.
   *
   * @param options those of {@link mbibLoss}, and the number of training samples of each class
   * @throws RangeError where a count or an option does not fit; TypeError where an option is unknown or of another type
   */
  loss(
    options: { samplesPerClass: ClassCounts } & MbibLossOptions,
  ): (labels: tf.Tensor, output: tf.Tensor) => tf.Tensor;
  /** The accuracy of the classifier as a metric for `trainer.compile`. */
  readonly accuracy: (labels: tf.Tensor, output: tf.Tensor) => tf.Tensor;
  /** Frees the weights of the heads, not those of the backbone. Call it once, and none of the models' own `dispose`. */
  dispose(): void;
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
  const { inputShape, ...ofHeads } = resolveOptions(options, withMbibOptions);
  const { classes } = ofHeads;
  const heads = headLayers(ofHeads);
  const { inputs, tensors, reapplied } = tapBackbone(backbone, tapLayers, inputShape);
  const pooled = tensors.map((tensor, i) => heads.pool(tensor, `v${i + 1}`));
  const observations = pooled.map((features, i) => heads.observe(features, `v${i + 1}`));
  const deepest = observations.at(-1)!;
  const z = heads.represent(deepest);
  const logits = [
    ...observations.map((observation, i) => heads.classify(observation, `v${i + 1}`)),
    heads.classify(z, 'z'),
  ];
  const averaged = tfl.layers.average().apply(logits.slice(-2)) as tfl.SymbolicTensor;
  const probabilities = tfl.layers.softmax().apply(averaged) as tfl.SymbolicTensor;

  const joined = new JoinedLogits().apply(logits) as tfl.SymbolicTensor;
  const everyHead = tfl.model({ inputs, outputs: logits });
  const trainer = tfl.model({ inputs, outputs: joined });
  const classifier = tfl.model({ inputs, outputs: probabilities });
  const head = modelFrom(tensors.slice(-1), probabilities);
  // Made when they are asked for: the layers of a second model have no single `output` any more.
  let encoder: tfl.LayersModel | undefined;
  let headTrainer: PartialModel | undefined;
  return {
    trainer,
    classifier,
    get encoder() {
      encoder ??= tfl.model({ inputs, outputs: pooled });
      return encoder;
    },
    get headTrainer() {
      headTrainer ??= modelFrom(pooled, joined);
      return headTrainer.model;
    },
    head: head.model,
    features: tfl.model({ inputs, outputs: [deepest, z] }),
    logits(x, options) {
      const { training } = resolveOptions(options, logitsOptions);
      const outputs = everyHead.apply(x, { training }) as tf.Tensor[];
      return { taps: outputs.slice(0, -1), z: outputs.at(-1)! };
    },
    loss(options) {
      const { samplesPerClass, ...lossOptions } = resolveOptions(options, trainerLossOptions(classes));
      const loss = mbibLossOf(tensors.length, samplesPerClass, lossOptions);
      return (labels, output) => loss(labels, [output]);
    },
    accuracy: (labels, output) => averagedAccuracy(labels, output, classes),
    dispose() {
      const applied = [...heads.created, ...reapplied, ...head.reapplied, ...(headTrainer?.reapplied ?? [])];
      for (const layer of applied) layer.dispose();
    },
  };
}

/** A part of a graph as a model of its own, and the layers that had to be applied once more for it. */
interface PartialModel {
  model: tfl.LayersModel;
  reapplied: readonly tfl.layers.Layer[];
}

/** The part of a graph that leads from some tensors to an output, with inputs in the place of those tensors. */
function modelFrom(tensors: readonly tfl.SymbolicTensor[], output: tfl.SymbolicTensor): PartialModel {
  const inputs = tensors.map(({ shape }) => tfl.input({ shape: shape.slice(1) }));
  const { connect, reapplied } = reconnection(new Map(tensors.map((tensor, i) => [tensor, inputs[i]!])));
  return { model: tfl.model({ inputs, outputs: connect(output) }), reapplied };
}

function tapBackbone(
  backbone: tfl.LayersModel | GraphBackbone,
  tapLayers: readonly TapLayer[],
  inputShape: number[] | undefined,
) {
  if (!Array.isArray(tapLayers))
    rejectType('tapLayers', 'be an array of at least one layer', show(tapLayers));
  if (tapLayers.length === 0) reject('tapLayers', 'be an array of at least one layer', 'an empty one');
  if (isGraphBackbone(backbone)) {
    if (tapLayers.some((tap) => typeof tap !== 'string')) {
      reject('tapLayers', 'be node names of the GraphModel', show(tapLayers));
    }
    return { ...tapGraph(backbone, tapLayers as string[], inputShape), reapplied: [] };
  }
  if (!backbone?.layers || !backbone.inputs?.length) {
    reject('backbone', 'be a GraphModel or a LayersModel that knows its input shape', show(backbone));
  }
  assertOwnCopy('backbone', backbone);
  tapLayers.forEach((tap, i) => {
    assertOwnCopy(`tapLayers[${i}]`, tap);
  });
  return { inputs: backbone.inputs, ...connectTaps(backbone, tapLayers) };
}

/** The accuracy of the mean of the last two heads, those of v_T and z. */
function averagedAccuracy(labels: tf.Tensor, output: tf.Tensor, classes: number): tf.Tensor {
  return tf.tidy(() => {
    const lastTwo = tf.split(output, output.shape[1]! / classes, 1).slice(-2);
    const predicted = tf.argMax(tf.addN(lastTwo), 1);
    const ids = labels.shape[1] === classes ? tf.argMax(labels, 1) : tf.reshape(labels, [-1]);
    return tf.mean(tf.cast(tf.equal(predicted, ids), 'float32'));
  });
}
