import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {
  assertBoolean,
  assertClassCounts,
  assertInUse,
  type ClassCounts,
  isList,
  reject,
  rejectType,
  show,
  sizeFrom,
} from '../checks';
import { assertLabels, isClassIds } from '../losses/assert-labels';
import { assertTensor } from '../losses/assert-tensor';
import { type MbibLossOptions, mbibLossOf, mbibLossOptions } from '../losses/mbib-loss';
import { resolveOptions } from '../options';
import { disposeLayers, type HeadGraph, headGraph } from './layers/head-graph';
import { type HeadOptions, headOptions, type ResolvedHeadOptions } from './layers/head-options';
import { Trainer } from './layers/trainer';
import { weightsOfNet } from './layers/weights-of';
import { type SaveOptions, saveNet } from './saving/save-net';
import type { NetHandler } from './saving/saved-net';

/** Options of {@link mbibHeads}. */
export interface MbibHeadsOptions extends HeadOptions {
  /** The widths of the features of each tap, shallow to deep. */
  widths: ArrayLike<number>;
}

/** The logits of every head for a batch, each `[batch, K]`. */
export interface HeadLogits {
  /** The logits of the taps v1..vT, shallow to deep. */
  taps: tf.Tensor[];
  /** The logits of z. */
  z: tf.Tensor;
}

/** What heads have with and without a backbone. */
export interface TrainableHeads {
  /**
   * The model that trains the heads on features: one input `[batch, width]` a tap, and one output `[batch, (T+1)·K]`, the logits of
   * v1..vT and z side by side.
   */
  readonly headTrainer: tfl.LayersModel;
  /**
   * The classifier on features: from those of the deepest tap, `[batch, width]`, as `encoder` gives them, to class probabilities
   * `[batch, K]`; stock layers only.
   */
  readonly featureClassifier: tfl.LayersModel;
  /**
   * {@link mbibLoss} as a loss for `compile`.
   *
   * @param options those of {@link mbibLoss}, and the number of training samples of each class
   * @throws RangeError where a count or an option does not fit; TypeError where an option is unknown or of another type
   */
  loss(
    options: { samplesPerClass: ClassCounts } & MbibLossOptions,
  ): (labels: tf.Tensor, output: tf.Tensor) => tf.Tensor;
  /**
   * The accuracy of the classifier as a metric for `compile`, in the place of `'accuracy'`, which does not know the output of the trainers.
   *
   * @throws RangeError | TypeError where labels and output do not fit, as the loss has them; on a GPU a class id that is none is wrong
   */
  readonly accuracy: (labels: tf.Tensor, output: tf.Tensor) => tf.Tensor;
  /**
   * Saves all that is needed to go on training in another process: every weight bit for bit, and the state of the optimizer. A frozen
   * backbone is not saved: its hash is, by which it is recognised when the net is loaded. {@link loadMBIB} and {@link loadMBIBHeads}
   * load it.
   *
   * @param handler where to: a URL such as `'indexeddb://birds'`, or a handler of `tf.io`
   * @param options `optimizer`, whose state is saved along
   * @throws RangeError where the optimizer also trains something else
   */
  save(handler: NetHandler, options?: SaveOptions): Promise<tf.io.SaveResult>;
  /** Frees the weights of the heads, not those of the backbone. Call it once, and none of the models' own `dispose`. */
  dispose(): void;
}

/** The heads of the paper's Figure 2 on features from anywhere. */
export interface MbibHeads extends TrainableHeads {
  /** The same model as `featureClassifier`. */
  readonly head: tfl.LayersModel;
  /**
   * Computes the logits of every head, to give to {@link mbibLoss} in a training loop of your own.
   *
   * @param features one tensor `[batch, width]` a tap, shallow to deep
   * @param options `training: true` normalises by the statistics of the batch and updates the running ones; with false, the
   * default, it normalises by the running ones
   */
  logits(features: tf.Tensor | tf.Tensor[], options?: { training?: boolean }): HeadLogits;
}

/** The checks and defaults of {@link MbibHeadsOptions}. */
const mbibHeadsOptions = { ...headOptions, widths: { check: assertWidths } } as const;

/**
 * The heads of MBIB without a backbone, for features that were computed before: by the `encoder` of {@link withMBIB}, by CLIP, by
 * anything. Every tap's features are normalised: the observations v1..vT. The representation z is computed from the deepest of
 * them. Every v and z has a classifier.
 *
 * @param options widths of the features, number of classes, and what the heads are like
 * @returns a model to train and one to use, which share their weights
 * @throws TypeError where an option is missing, unknown or of another type; RangeError where its value does not fit
 * @see Mixture of Balanced Information Bottlenecks, Section 3.3 and Figure 2
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { mbibHeads } from 'mbib';
 * const heads = mbibHeads({ widths: [512], classes: 3, zWidth: 128, classifier: { cosine: 20 } });
 * heads.headTrainer.compile({ optimizer: 'sgd', loss: heads.loss({ samplesPerClass: [100, 10, 1] }) });
 * await heads.headTrainer.fit(tf.randomNormal([4, 512]), tf.tensor1d([0, 0, 1, 2]));
 * const probabilities = heads.head.predict(tf.randomNormal([1, 512]));
 * ```
 */
export function mbibHeads(options: MbibHeadsOptions): MbibHeads {
  const { widths: given, ...ofHeads } = resolveOptions(options, mbibHeadsOptions);
  const widths = Array.from(given);
  const heads = headGraph(widths, ofHeads, []);
  const everyHead = new Trainer({ inputs: heads.inputs, outputs: heads.logits });
  const trainable = trainableHeads(heads, widths, ofHeads);
  const trainer = trainable.headTrainer;
  const net = { weights: weightsOfNet(trainer), trainer };
  return {
    ...trainable,
    head: trainable.featureClassifier,
    logits: logitsOf(everyHead),
    save: (handler, given) => saveNet(handler, net, () => ({ heads: savedHeads(widths, ofHeads) }), given),
    dispose: () => disposeLayers(heads.applied),
  };
}

/** The models and functions to train with, of heads that have been made. */
export function trainableHeads(
  { inputs, joined, probabilities }: HeadGraph,
  widths: readonly number[],
  { classes }: ResolvedHeadOptions,
): Pick<TrainableHeads, 'headTrainer' | 'featureClassifier' | 'loss' | 'accuracy'> {
  return {
    headTrainer: new Trainer({ inputs, outputs: joined }),
    featureClassifier: tfl.model({ inputs: inputs.slice(-1), outputs: probabilities }),
    loss(given) {
      const { samplesPerClass, ...lossOptions } = resolveOptions(given, trainerLossOptions(classes));
      // A copy, so that later changes to the counts change nothing here.
      const loss = mbibLossOf(widths.length, Array.from(samplesPerClass), lossOptions);
      return (labels, output) => {
        assertOutput(output, widths.length + 1, classes);
        return loss(labels, [output]);
      };
    },
    accuracy(labels, output) {
      assertOutput(output, widths.length + 1, classes);
      assertLabels(labels, output.shape[0]!, classes);
      return averagedAccuracy(labels, output, classes);
    },
  };
}

/** The options of heads as they are saved. */
export function savedHeads(widths: readonly number[], options: ResolvedHeadOptions) {
  // What is undefined was not given, and JSON leaves it out.
  return JSON.parse(JSON.stringify({ ...options, widths })) as HeadOptions & {
    widths: number[];
  };
}

/** The function `logits` of a net, given the model that computes the logits of every head. */
export function logitsOf(everyHead: tfl.LayersModel) {
  return (inputs: tf.Tensor | tf.Tensor[], options?: { training?: boolean }): HeadLogits => {
    const { training } = resolveOptions(options, logitsOptions);
    const given = [inputs].flat();
    const needed = everyHead.inputs.length;
    if (given.length !== needed || !given.every((input) => input instanceof tf.Tensor)) {
      const shapes = everyHead.inputs.map(({ shape }) => `[${shape.map(String)}]`);
      rejectType('the input', `be ${needed} ${needed === 1 ? 'tensor' : 'tensors'} ${shapes}`, show(inputs));
    }
    for (const input of given) assertInUse('the input', input);
    const outputs = everyHead.apply(inputs, { training }) as tf.Tensor[];
    return { taps: outputs.slice(0, -1), z: outputs.at(-1)! };
  };
}

const logitsOptions = {
  training: { check: assertBoolean, default: false },
} as const;

/** The options of `net.loss`: those of the MBIB loss, and the counts of so many classes. */
function trainerLossOptions(classes: number) {
  const check = (_: string, counts: ClassCounts) => assertClassCounts(counts, classes);
  return { samplesPerClass: { check }, ...mbibLossOptions } as const;
}

function assertWidths(argument: string, value: ArrayLike<number>): void {
  if (!isList(value) || value.length === 0)
    rejectType(argument, 'be an array of at least one width', show(value));
  Array.from(value).forEach((width, i) => {
    sizeFrom(1)(`${argument}[${i}]`, width);
  });
}

/** Throws unless `output` is what the trainer of so many heads gives. */
function assertOutput(output: tf.Tensor, heads: number, classes: number): void {
  assertTensor('output', output);
  const { dtype, shape } = output;
  if (dtype !== 'float32' || shape.length !== 2 || shape[1] !== heads * classes) {
    reject(
      'output',
      `be float32 [batch, ${heads * classes}], the logits of ${heads} heads side by side, as \`trainer\` and \`headTrainer\` give them`,
      `${dtype} [${shape}]`,
    );
  }
}

/** The accuracy of the mean of the last two heads, those of v_T and z. */
function averagedAccuracy(labels: tf.Tensor, output: tf.Tensor, classes: number): tf.Tensor {
  return tf.tidy(() => {
    const lastTwo = tf.split(output, output.shape[1]! / classes, 1).slice(-2);
    const predicted = tf.argMax(tf.addN(lastTwo), 1);
    const ids = isClassIds(labels) ? tf.reshape(labels, [-1]) : tf.argMax(labels, 1);
    return tf.mean(tf.cast(tf.equal(predicted, ids), 'float32'));
  });
}
