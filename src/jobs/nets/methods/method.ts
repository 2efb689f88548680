import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { CosineClassifier, WholeBatch } from 'mbib';
import type { ByRepresentation } from '../../log/outputs/representations';
import type { LossOption } from './loss-options';
import type { OwnRecipe } from './own-recipe';

/** Where a method's heads are put. */
export interface Tapped {
  /** The network that turns images into feature maps. */
  backbone: LayersModel;
  /** Names of the layers that the method observes, shallow to deep. */
  taps: readonly string[];
}

/** What a method's heads need to know of the task. */
export interface HeadTask {
  /** Number of classes K. */
  classes: number;
  /** Seed of the heads' initial weights, a whole number in 0..2³²−1. */
  seed: number;
  /** Width of the representation z of methods that have one. Default: that of the deepest tap. */
  zWidth?: number | undefined;
  /** The classifier of every head, as `withMBIB` takes it; left out, a linear one. */
  classifier?: Classifier | undefined;
}

/** What kind of classifier a head has, as `withMBIB` takes it. */
export type Classifier = 'linear' | CosineClassifier;

/** The heads of a method on features that were computed before, as models that share their layers with each other. */
export interface FeatureHeads {
  /**
   * Features, one input `[batch, width]` for each tap that the method observes, to the logits of every head side by side,
   * `[batch, heads · K]`.
   */
  readonly headTrainer: LayersModel;
  /** Features of the deepest tap to class probabilities `[batch, K]`; stock layers only. */
  readonly featureClassifier: LayersModel;
  /** Features of the deepest tap to the representations, `[batch, width]` each, of v behind its neck. */
  readonly featureRepresentations: ByRepresentation<LayersModel>;
  /** Frees the weights of the heads. */
  dispose(): void;
}

/** A backbone and the heads of a method, as models that share their layers with each other. */
export interface MethodHeads {
  /** Images to the logits of every head. Holds every weight that training changes, running statistics included. */
  readonly trainer: LayersModel;
  /** Images to class probabilities `[batch, K]`; stock layers only, so that plain tfjs loads it. */
  readonly classifier: LayersModel;
  /** Images to the representations, `[batch, width]` each, of v behind its neck; without a bottleneck z is the features before the last layer. */
  readonly representations: ByRepresentation<LayersModel>;
  /** Images to one output `[batch, width]` a tap: the taps, pooled, before the heads. */
  readonly encoder: LayersModel;
  /** The trainer without the backbone: from the encoder's outputs to the trainer's output, by the trainer's own layers. */
  readonly headTrainer: LayersModel;
  /** The logits of every head in training mode, each `[batch, K]`. */
  logits(images: tf.Tensor): tf.Tensor2D[];
  /** Frees the weights of the heads. */
  dispose(): void;
}

/** What a loss may depend on besides the samples that it is computed from. */
export interface LossContext {
  /** The whole batch, where the samples are a part of one: the loss is then the part's share of the loss of the whole. */
  whole?: WholeBatch | undefined;
  /** The share of the training's epochs that are done, 0 ≤ progress < 1. Left out, 0. */
  progress?: number | undefined;
  /** Where the images are mixed with each other: the loss is `share · loss(labels) + (1 − share) · loss(mixed.labels)`. */
  mixed?: MixedLabels | undefined;
  /**
   * The logits that a teacher has for the images, `[batch, K]`, for a method that needs one. A constant added to a row makes no
   * difference, so the logarithms of its probabilities serve.
   */
  teacher?: tf.Tensor2D | undefined;
}

/** The other labels of images that are mixed with each other. */
export interface MixedLabels {
  /** Class ids, `[batch]`. */
  labels: tf.Tensor1D;
  /** The share of the first labels, in 0..1. */
  share: number;
  /** What `LossContext.whole` is for the first labels. */
  whole?: WholeBatch | undefined;
}

/**
 * What a method's loss is computed from.
 *
 * @typeParam Name names of the options that the loss reads
 */
export interface MethodBatch<Name extends string = string> {
  /** Class ids, `[batch]`. */
  labels: tf.Tensor;
  /** What the heads' `logits` gave. */
  logits: tf.Tensor2D[];
  /** Training samples of each class, in label order. */
  samplesPerClass: readonly number[];
  /** The values of the options, given or default. */
  options: Readonly<Record<Name, number>>;
  /** The whole batch, where the samples are a part of one: the loss is then the part's share of the loss of the whole. */
  whole?: WholeBatch | undefined;
  /** The share of the training's epochs that are done, 0 ≤ progress < 1, for losses that change on the way. */
  progress: number;
  /** The classifier that the heads have; left out, a linear one. */
  classifier?: Classifier | undefined;
  /** The logits that a teacher has for the images, `[batch, K]`; there for a method that needs a teacher. */
  teacher?: tf.Tensor2D | undefined;
}

/**
 * A way to train a classifier on long-tailed data: its heads and its loss.
 *
 * @typeParam Name names of the options that its loss reads
 */
export interface Method<Name extends string = string> {
  /** What people call it on a page: 'Cross entropy', 'MBIB'. */
  readonly title: string;
  /** The paper that it comes from. */
  readonly source: string;
  /** The heading that it stands under where methods are listed. Left out, it is one of those that the paper is about. */
  readonly group?: string;
  /** The number of the colour that is its own in every report, from 0. Left out, it has one that no other on the page has. */
  readonly colour?: number;
  /**
   * The options that its loss reads. Those of the paper are shared with other methods; one of its own is written here, and is then
   * an option of every job, with its line in the help.
   */
  readonly options: Readonly<Record<Name, LossOption>>;
  /** Its own defaults, where they are not those of the options. */
  readonly defaults?: Readonly<Partial<Record<Name, number>>>;
  /** The classifier of its heads where none is asked for. Left out, a linear one. */
  readonly classifier?: CosineClassifier;
  /** A recipe of the field for it on CIFAR-100-LT, with its source. Left out, none is known. */
  readonly recipe?: OwnRecipe;
  /**
   * Throws, by the option's own name, where the values of its options do not fit the counts. The values by themselves are checked before.
   *
   * @throws RangeError
   */
  check?(task: Pick<MethodBatch<Name>, 'samplesPerClass' | 'options'>): void;
  /** Which taps of the backbone it observes. */
  readonly taps: 'all' | 'last';
  /** Whether its nets have the two branches of BIB, and so the representation v besides z. Left out, they have z alone. */
  readonly twoBranches?: true;
  /**
   * Whether the loss of a batch is made up of the losses of its parts, so that a batch can be computed in parts: whether `loss` reads
   * `whole`.
   */
  readonly decomposes: boolean;
  /**
   * How much a sample of each class counts in the mean that its loss is, `[K]`, when so much of the training is done. Left out, all
   * count the same.
   */
  classWeights?(task: Pick<MethodBatch<Name>, 'samplesPerClass' | 'options' | 'progress'>): ArrayLike<number>;
  /**
   * How many experts the network has that it trains: outputs of the backbone, whose layers are then called `expert1_stage3` and so on.
   * Left out, it trains a network without experts.
   */
  experts?(options: Readonly<Record<Name, number>>): number;
  /** Whether its loss learns from a teacher, a trained net that looks at the same images: `MethodBatch.teacher`. Left out, it does not. */
  readonly needsTeacher?: true;
  /** Puts the heads on a backbone that learns along. */
  heads(tapped: Tapped, task: HeadTask): MethodHeads;
  /** Makes the heads for features alone, of the widths of the taps that the method observes, shallow to deep. */
  featureHeads(widths: readonly number[], task: HeadTask): FeatureHeads;
  /** The training loss of a batch, a mean over its samples. */
  loss(batch: MethodBatch<Name>): tf.Scalar;
  /** Class scores `[batch, K]`; the largest of a row is the prediction. */
  scores(logits: tf.Tensor2D[]): tf.Tensor2D;
}
