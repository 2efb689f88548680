import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { WholeBatch } from 'mbib';
import { assertClassCounts, reject, rejectType, show, wholeNumberFrom } from '../../checks';
import { type Option, resolveOptions } from '../../options';
import { assertUint32 } from '../data/uint32';
import type { ByRepresentation } from '../log/outputs/representations';
import { assertExperts } from './experts/expert-taps';
import { lossDefaultsOf, lossOptionTable, type MethodRegistry, methodIn } from './method-registry';
import { type LossOptions, type MethodName, methods } from './methods';
import type { Classifier, LossContext, Method, Tapped } from './methods/method';
import { mixedLoss } from './methods/mixed-loss';

/** What {@link buildNet} needs to know of the task, and the options of the loss, whose defaults are the method's. */
export interface NetOptions extends Partial<LossOptions> {
  /** Training images of each class, in label order. */
  samplesPerClass: readonly number[];
  /** Seed of the heads' initial weights, a whole number in 0..2³²−1. */
  seed: number;
  /** Width of the representation z of methods that have one. Default: that of the deepest tap. */
  zWidth?: number | undefined;
  /**
   * The classifier of every head: `'linear'`, or `{ cosine: scale }`, as `withMBIB` takes it. Left out, the method's own, which is a linear
   * one for most.
   */
  classifier?: Classifier | undefined;
}

/** What a net makes of a batch while it trains; a type, as `tf.tidy` takes no interface. */
export type LossAndScores = {
  /** Mean over the batch. */
  loss: tf.Scalar;
  /** `[batch, classes]`; the largest of a row is the prediction. */
  scores: tf.Tensor2D;
};

/**
 * A backbone with the heads and the loss of a method. Its models share their layers with each other.
 *
 * @typeParam Name the method's name
 */
export interface Net<Name extends string = MethodName> {
  /** What is trained. */
  readonly method: Name;
  /** Holds every weight that training changes, running statistics included. */
  readonly trainer: LayersModel;
  /** Images to class probabilities; stock layers only. */
  readonly classifier: LayersModel;
  /** Images to the representations, by name: z, what the classifier reads, and v where the net has both. */
  readonly representations: ByRepresentation<LayersModel>;
  /** Images to the features that `headTrainer` takes: one output `[batch, width]` a tap, pooled, before the heads. */
  readonly encoder: LayersModel;
  /** The trainer without the backbone: from the encoder's outputs to the trainer's output, by the trainer's own layers. */
  readonly headTrainer: LayersModel;
  /**
   * The training loss of a batch, and class scores whose largest is the prediction.
   *
   * @param images `[batch, height, width, channels]`
   * @param labels class ids, `[batch]`
   * @param context what {@link Net.wholeBatch} says, where the images are a part of a batch, how far the training is, the
   * other labels of images that are mixed with each other, and what a teacher makes of the images where the method needs one
   * @throws TypeError where the method needs a teacher, and its logits are not given
   */
  lossAndScores(images: tf.Tensor, labels: tf.Tensor, context?: LossContext): LossAndScores;
  /**
   * The logits `[batch, K]` that the net's teacher has for images, where it has one: what a training step gives `lossAndScores` as
   * `context.teacher`. They are computed outside of its gradient. {@link withTeacher} gives a net a teacher.
   *
   * @param images those that `lossAndScores` is given
   */
  readonly taught?: ((images: tf.Tensor) => tf.Tensor2D) | undefined;
  /**
   * What the losses of the parts of a batch need to know of it, so that they add up to the loss of the whole. Undefined for a method
   * whose loss is not made up of the losses of parts.
   *
   * @param labels class ids of the whole batch
   * @param progress the share of the training's epochs that are done; left out, 0
   */
  readonly wholeBatch: ((labels: Int32Array, progress?: number) => WholeBatch) | undefined;
  /** Frees heads and backbone. */
  dispose(): void;
}

/**
 * Puts the heads of a method on a backbone: a net with its loss, ready for training.
 *
 * @param method a name of {@link methods}, which says what each is
 * @param backbone ends in a feature map `[batch, height, width, channels]`, or in one for each of the experts that the method trains ({@link
 *   expertsOf}); belongs to the net from now on
 * @param taps names of the backbone's layers that the method observes, shallow to deep; the last one is the backbone's output
 * @param options the task, and the options of the loss, by default the method's own; a method reads those that it has
 * @returns the net, which owns the backbone: `dispose` frees both
 * @throws RangeError | TypeError where there is no such method, a tap is not found, the backbone has not the method's experts, or an option
 *   is unknown or does not fit
 *
 * @example
 * ```ts
 * import { buildNet, resnet32 } from 'mbib/jobs';
 *
 * const samplesPerClass = [500, 50, 5];
 * const options = { beta: 1, samplesPerClass, seed: 0 };
 * const net = buildNet('mbib', resnet32({ seed: 0 }), ['stage1', 'stage2', 'stage3'], options);
 * ```
 */
export function buildNet(
  method: MethodName,
  backbone: LayersModel,
  taps: readonly string[],
  options: NetOptions,
): Net {
  return buildNetOf(methods, method, backbone, taps, options);
}

/** {@link buildNet} with the methods of a registry. */
export function buildNetOf<Name extends string>(
  registry: MethodRegistry,
  method: Name,
  backbone: LayersModel,
  taps: readonly string[],
  given: object,
): Net<Name> {
  const entry = methodIn(registry, method);
  assertTapped({ backbone, taps });
  const { heads: putHeads, loss, scores, taps: observed } = entry;
  const { samplesPerClass, seed, zWidth, classifier, ...options } = netOptions(registry, method, given);
  assertExperts(method, entry.experts?.(options), backbone);
  const tapped = { backbone, taps: observed === 'last' ? taps.slice(-1) : taps };
  const heads = putHeads(tapped, { classes: samplesPerClass.length, seed, zWidth, classifier });
  return {
    method,
    trainer: heads.trainer,
    classifier: heads.classifier,
    representations: heads.representations,
    get encoder() {
      return heads.encoder;
    },
    get headTrainer() {
      return heads.headTrainer;
    },
    lossAndScores(images, labels, { whole, progress = 0, mixed, teacher } = {}) {
      if (entry.needsTeacher && !teacher) failUntaught(method);
      const logits = heads.logits(images);
      const batch = { labels, logits, samplesPerClass, options, whole, progress, classifier, teacher };
      return { loss: mixedLoss(loss, batch, mixed), scores: scores(logits) };
    },
    wholeBatch: wholeBatchOf(entry, samplesPerClass, options),
    dispose() {
      heads.dispose();
      backbone.dispose();
    },
  };
}

/** {@link Net.wholeBatch} of a method. */
export function wholeBatchOf(
  method: Method,
  samplesPerClass: readonly number[],
  options: Readonly<Record<string, number>>,
): Net['wholeBatch'] {
  if (!method.decomposes) return undefined;
  return (labels, progress = 0) => {
    const weights = method.classWeights?.({ samplesPerClass, options, progress });
    const weight = weights ? labels.reduce((sum, label) => sum + weights[label]!, 0) : labels.length;
    return { samples: labels.length, weight };
  };
}

/** The options of a net: those of the task and the heads, and the numbers of the loss. */
export type ResolvedNetOptions = Pick<NetOptions, 'samplesPerClass' | 'seed' | 'zWidth' | 'classifier'> &
  Record<string, number>;

/** The options of a net, checked, with the defaults of its method. */
export function netOptions(registry: MethodRegistry, method: string, given: object): ResolvedNetOptions {
  const defaults = lossDefaultsOf(registry, method);
  const ofLoss = Object.entries(lossOptionTable(registry)).map(
    ([name, { check }]): [string, Option<number>] => [name, { check, default: defaults[name]! }],
  );
  const { classifier = 'linear', check } = methodIn(registry, method);
  const resolved = resolveOptions(given, {
    samplesPerClass: { check: assertCounts },
    seed: { check: assertUint32 },
    zWidth: { check: wholeNumberFrom(1), default: undefined },
    classifier: { check: assertClassifier, default: classifier },
    ...Object.fromEntries(ofLoss),
  }) as unknown as ResolvedNetOptions;
  check?.({ samplesPerClass: resolved.samplesPerClass, options: resolved });
  return resolved;
}

/** @throws TypeError that says how a net gets the teacher that its method needs */
function failUntaught(method: string): never {
  throw new TypeError(
    `context.teacher must be given for the method ${method}, which learns from a teacher: its logits of the images, [batch, K]; got nothing. ` +
      'trainEpoch gives them to a net that withTeacher has made.',
  );
}

/** Throws for what is no kind of classifier at all; the heads check the rest, as some take one kind only. */
function assertClassifier(argument: string, classifier: Classifier): void {
  if (!classifier) rejectType(argument, "be 'linear' or { cosine: scale }", show(classifier));
}

function assertTapped({ backbone, taps }: Tapped): void {
  if (!Array.isArray(backbone?.layers)) rejectType('backbone', 'be a LayersModel', show(backbone));
  const requirement = 'be an array of at least one name of a layer';
  if (!Array.isArray(taps)) rejectType('taps', requirement, show(taps));
  if (taps.length === 0) reject('taps', requirement, 'an empty one');
}

function assertCounts(_argument: string, samplesPerClass: readonly number[]): void {
  assertClassCounts(samplesPerClass);
}
