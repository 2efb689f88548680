import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ShotAccuracyOptions } from 'mbib';
import type { AdamW, Schedule, Sgd } from 'mbib/training';
import { assertFunction, assertObject, assertWholeNumber } from '../../checks';
import type { BatchSource, ImageBatches } from '../data/batch-source';
import { countPerClass } from '../data/image-set';
import { epochOrder, type Sampling } from '../data/order/epoch-order';
import type { Preprocessing } from '../data/preprocessing/preprocessing';
import { randomStream } from '../data/random-stream';
import { assertUint32 } from '../data/uint32';
import type { Net } from '../nets/build-net';
import { assertStepRecipe } from './assert-recipe';
import { type Mixing, mixBatch } from './mix-batch';
import { nextTurn } from './next-turn';
import type { Replicas } from './replicas/replicas';
import { type StepBatch, stepBatch } from './step-batch';
import { StepMeter, type StepPlace } from './step-meter';
import { applyGradients, trainOnBatch } from './train-step';

/** What the steps of a training need. */
export interface StepRecipe {
  /** What learns; its method has the loss. */
  net: Net;
  /** Takes the steps. */
  optimizer: Sgd | AdamW;
  /** Applied at every step. */
  schedule: Schedule;
  /** Images a step. */
  batchSize: number;
  /**
   * Images that are computed at once, where a whole batch needs too much memory: a step adds up the gradients of such parts. The loss
   * is that of the whole batch; batch normalisation normalises within a part. At least 2. Default: the whole batch.
   */
  microBatch?: number | undefined;
  /** Copies of the net that compute a step together, where there are any. They have been told `microBatch` already. */
  replicas?: Replicas | undefined;
  /** Length of the whole training, for a loss or a sampler that changes on the way. Left out, a loss stays as it begins. */
  epochs?: number | undefined;
  /** How the images of an epoch are chosen. Default: each once, in shuffled order. */
  sampling?: Sampling | undefined;
  /** How the images of a step are mixed with each other. Default: not at all. */
  mixing?: Mixing | undefined;
  /** Where the training images come from. */
  train: ImageBatches;
  /**
   * Told the mean loss of each step's images, in order. A GPU is read a few times a second only, so the steps since the last reading come
   * together.
   */
  onLoss?: ((loss: number, place: StepPlace) => void) | undefined;
}

/** The classifier of a recipe whose net trains on something else than what the classifier takes. */
export interface WholeClassifier {
  /** To class probabilities; stock layers only. Takes images, or where `graph` is given what that node of a GraphModel gives. */
  readonly classifier: LayersModel;
  /** The backbone of the classifier, where it is a GraphModel. */
  readonly graph?: GraphModelFiles | undefined;
}

/** The files of a GraphModel, to be saved with the classifier that needs it. */
export interface GraphModelFiles {
  /** Path or address of its `model.json`, or of the folder that it is in. */
  files: string;
  /** The node whose output the classifier takes. */
  node: string;
  /** Height and width of its images. */
  size: readonly [height: number, width: number];
}

/** How a net is trained and tested: the implementation details of a paper. */
export interface Recipe extends StepRecipe {
  /** Images a batch of an evaluation. */
  testBatchSize: number;
  /** Where the training images come from. */
  train: BatchSource;
  /** Where the test images come from. */
  test: BatchSource;
  /**
   * `'validation'` where there are no test images and `test` has validation images in their place: then log, metrics, model card and reports
   * say so.
   */
  testedOn?: 'validation' | undefined;
  /**
   * Where validation images come from. With them, every epoch is measured on them, and the weights of the epoch with the highest
   * balanced accuracy (the mean of the accuracies of the classes) are kept; the test images are read at the end, with those and with the last.
   * Without them, every epoch is measured on the test images, and the weights are those of the last epoch.
   */
  validation?: BatchSource | undefined;
  /** What the loss and the groups of the metrics count by. */
  samplesPerClass: readonly number[];
  /** Bounds of the groups. Default `shotBounds`: over 100 and under 20 training images. */
  bounds?: ShotAccuracyOptions | undefined;
  /** Has the classifier that is saved in place of the net's, where the net trains on features that were computed before. */
  whole?: WholeClassifier | undefined;
  /**
   * How pictures become what the saved classifier's network takes. Default: what `test` says. Pictures whose features were computed
   * before have it from here.
   */
  preprocessing?: Preprocessing | undefined;
  /**
   * Hash of which pictures of a folder are in which split: `splitHash`. The log keeps it, so that an evaluation knows whether the folder is
   * split as it was. Left out where the data is no folder of pictures.
   */
  split?: string | undefined;
}

/** Where the loop stands; it counts up as the epoch goes on. */
export interface EpochPosition {
  /** Epochs done. */
  epoch: number;
  /** Steps done of the epoch under way. */
  step: number;
  /** Over those steps. */
  sums: StepMeter['sums'];
}

/**
 * Trains the rest of one epoch, from `position.step` on. Order, augmentation and mixing derive from seed, epoch and step alone,
 * so that it makes no difference how often the epoch was interrupted.
 *
 * @param recipe what trains; it may have the parts of a whole {@link Recipe}
 * @param seed of the run, a whole number in 0..2³²−1
 * @param position counted up in place; complete at every moment that `stop` is asked
 * @param onStep after every step
 * @param stop asked after every step; where it says true the epoch ends early
 * @throws DivergedError where a loss is not finite; TypeError where a part of an argument is unknown, missing or of another type, and
 *   RangeError where its value does not fit, both before the first step
 *
 * @example
 * ```ts
 * import {
 *   augmentedBatches,
 *   buildNet,
 *   defaultLossOptions,
 *   digitsAugmentation,
 *   digitsPerClass,
 *   digitsRecipe,
 *   loadDigits,
 *   longTailedDigits,
 *   noSums,
 *   smallConvnet,
 *   trainEpoch,
 * } from 'mbib/jobs';
 *
 * const { train: set } = longTailedDigits(loadDigits(), 0);
 * const options = { ...defaultLossOptions('mbib'), samplesPerClass: digitsPerClass, seed: 0 };
 * const net = buildNet('mbib', smallConvnet({ seed: 0 }), ['stage1', 'stage2', 'stage3'], options);
 * const recipe = { ...digitsRecipe(1), net, train: augmentedBatches(set, digitsAugmentation) };
 * const position = { epoch: 0, step: 0, sums: noSums() };
 * const onStep = () => console.log(position.step);
 * await trainEpoch(recipe, 0, position, onStep, () => position.step === 2); // stops after two steps
 * await trainEpoch(recipe, 0, position, onStep, () => false); // the rest of the epoch
 * ```
 */
export async function trainEpoch(
  recipe: StepRecipe,
  seed: number,
  position: EpochPosition,
  onStep: () => void,
  stop: () => boolean,
): Promise<void> {
  assertStepRecipe(recipe);
  assertUint32('seed', seed);
  assertPosition(position);
  assertFunction('onStep', onStep, 'that is told of a step');
  assertFunction('stop', stop, 'that says whether to stop');
  const { net, optimizer, schedule, batchSize, epochs, train, sampling = {}, mixing = {} } = recipe;
  const step = stepOf(recipe);
  const { epoch } = position;
  const order = epochOrder(train.labels, sampling, { batchSize, seed, epoch, epochs });
  assertWholeNumber('position.step', position.step, 0, order.length + 1);
  const counts = countPerClass(train);
  const meter = new StepMeter(position.sums, recipe.onLoss);
  const firstStep = epoch * order.length + position.step;
  const batches = train.batches(order.slice(position.step), (batch) =>
    randomStream(seed, 'augmentation', firstStep + batch),
  );
  const progress = epochs === undefined ? 0 : epoch / epochs;
  let start = performance.now();
  for await (const batch of batches) {
    optimizer.setLearningRate(schedule(epoch + position.step / order.length));
    // Where no image of a batch could be read, the step does nothing.
    if (batch.indices.length > 0) {
      const random = () => randomStream(seed, 'mixing', epoch * order.length + position.step);
      const mixed = mixBatch(stepBatch(train, batch, progress), mixing, counts, random);
      const lossAndCorrect = await step(mixed);
      const place = { method: net.method, epoch: epoch + 1, step: position.step + 1 };
      meter.add(lossAndCorrect, batch.indices.length, place);
    }
    position.step++;
    if (meter.due || position.step === order.length) await meter.read();
    const end = performance.now();
    position.sums.seconds += (end - start) / 1000;
    start = end;
    onStep();
    // Steps on wasm and cpu never yield; signals are heard between two turns of the event loop.
    await nextTurn();
    if (stop()) break;
  }
  await meter.read();
}

function assertPosition(position: EpochPosition): void {
  assertObject('position', position, 'an epoch, a step and sums');
  assertWholeNumber('position.epoch', position.epoch, 0);
  assertObject('position.sums', position.sums, 'the sums so far, from noSums()');
}

/** What moves the weights by a batch, and returns `[loss, number of correct predictions]`. */
function stepOf({ net, optimizer, batchSize, microBatch = batchSize, replicas }: StepRecipe) {
  const variables = net.trainer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  return async (batch: StepBatch): Promise<tf.Tensor1D> => {
    if (replicas) return applyGradients(optimizer, await replicas.gradients(batch));
    return trainOnBatch(net, optimizer, variables, batch, microBatch);
  };
}
