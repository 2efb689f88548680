import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { assertClassCounts, assertWholeNumber, type ClassCounts, reject, rejectType, show } from '../checks';
import { type MbibLossOptions, mbibLossOf } from '../losses/mbib-loss';
import { resolveOptions } from '../options';
import { assertOwnCopy } from './assert-own-copy';
import { connectTaps, type TapLayer } from './connect-taps';
import { type GraphBackbone, isGraphBackbone, tapGraph } from './graph-backbone';
import { type HeadOptions, headLayers, headOptions } from './head-layers';
import { JoinedLogits } from './joined-logits';
import { reconnection } from './reconnection';

/** Options of {@link withMBIB}. */
export interface WithMbibOptions extends HeadOptions {
  /** Shape of one input of a GraphModel that does not declare it, without the batch, e.g. `[224, 224, 3]`. */
  inputShape?: number[];
}

const withMbibOptions = {
  ...headOptions,
  inputShape: { check: assertShape, default: undefined },
} as const;

function assertShape(argument: string, value: number[]): void {
  if (!Array.isArray(value)) rejectType(argument, 'be an array of sizes', show(value));
  value.forEach((size, i) => {
    assertWholeNumber(`${argument}[${i}]`, size, 1);
  });
}

/** The logits of every head, each `[batch, K]`. */
export interface HeadLogits {
  /** Of v1..vT, shallow to deep. */
  taps: tf.Tensor[];
  /** Of z. */
  z: tf.Tensor;
}

/** A backbone with the heads of Figure 2. All models share their weights with each other and with the backbone. */
export interface MbibModel {
  /** For `fit`: one output `[batch, (T+1)·K]`, the logits of v1..vT and z side by side. */
  readonly trainer: tfl.LayersModel;
  /** For use: the softmax of the mean of f(v_T) and g(z), `[batch, K]`. Stock layers only: loads without mbib. */
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
  /** The classifier from the output of the deepest tap on: what to save where the backbone is a GraphModel. */
  readonly head: tfl.LayersModel;
  /** The representations v_T and z, two outputs `[batch, width]`. */
  readonly features: tfl.LayersModel;
  /**
   * The logits of every head for {@link mbibLoss}, in a loop of one's own.
   *
   * @param x a batch of inputs
   * @param options `training: true` normalises with the batch's statistics and moves the running ones; default false
   */
  logits(x: tf.Tensor | tf.Tensor[], options?: { training?: boolean }): HeadLogits;
  /**
   * {@link mbibLoss} as a loss of `trainer.compile`.
   *
   * @throws RangeError | TypeError where an argument does not fit
   */
  loss(
    options: { samplesPerClass: ClassCounts } & MbibLossOptions,
  ): (labels: tf.Tensor, output: tf.Tensor) => tf.Tensor;
  /** Accuracy of the mean of f(v_T) and g(z), as a metric of `trainer.compile`. */
  readonly accuracy: (labels: tf.Tensor, output: tf.Tensor) => tf.Tensor;
  /** Frees the weights of the heads, never those of the backbone. Call it once, instead of the models' own. */
  dispose(): void;
}

/**
 * Puts the heads of MBIB on a backbone: every tap is pooled and normalised to an observation v_i, z is encoded from
 * the deepest one, and each has a classifier (Figure 2). With one tap it is BIB (Figure 1).
 *
 * @param backbone any LayersModel, whose weights are shared and not copied, or a GraphModel, which stays frozen
 * @param tapLayers where to observe it, shallow to deep: layer names, layers or symbolic tensors; node names of a
 *   GraphModel. Maps `[batch, height, width, channels]` are averaged over space, sequences `[batch, time, channels]`
 *   over time, features `[batch, channels]` are taken as they are.
 * @throws RangeError | TypeError where a tap is not found, its shape does not serve or an option cannot be used
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
    logits(x, { training = false } = {}) {
      const outputs = everyHead.apply(x, { training }) as tf.Tensor[];
      return { taps: outputs.slice(0, -1), z: outputs.at(-1)! };
    },
    loss({ samplesPerClass, ...lossOptions }) {
      assertClassCounts(samplesPerClass, classes);
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
  if (!Array.isArray(tapLayers) || tapLayers.length === 0) {
    reject('tapLayers', 'be an array of at least one layer', show(tapLayers));
  }
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

/** Accuracy of the mean of the last two heads of the joined logits. */
function averagedAccuracy(labels: tf.Tensor, output: tf.Tensor, classes: number): tf.Tensor {
  return tf.tidy(() => {
    const lastTwo = tf.split(output, output.shape[1]! / classes, 1).slice(-2);
    const predicted = tf.argMax(tf.addN(lastTwo), 1);
    const ids = labels.shape[1] === classes ? tf.argMax(labels, 1) : tf.reshape(labels, [-1]);
    return tf.mean(tf.cast(tf.equal(predicted, ids), 'float32'));
  });
}
