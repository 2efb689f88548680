import * as tf from '@tensorflow/tfjs-core';
import {
  assertBelowOne,
  assertFunction,
  assertObject,
  assertPositiveFloat,
  assertRate,
  assertSeed,
  assertWholeNumber,
  reject,
  show,
  wholeNumberFrom,
} from '../../checks';
import { resolveOptions } from '../../options';
import { cosine, rateAt, type Schedule } from '../../training/schedules';
import { imagesOfClasses } from '../samplers/images-of-classes';
import type { Sampler } from '../samplers/sampler';
import { batchesOf } from './batches-of';
import { assertInput, type SecondStage } from './second-stage';
import { StageOptimizer, type StageState } from './stage-optimizer';

/** How a second stage is trained: by SGD, whose rate is that of its epoch. */
export interface SecondStageRecipe {
  /** Number of epochs, at least 1. */
  epochs: number;
  /** Number of samples in a step, at least 1. */
  batchSize: number;
  /** Learning rate at first, in 1.2e-38..1e18, which falls to 0 as a half cosine, epoch by epoch; or a schedule of epochs from 0. Default 0.1. */
  learningRate?: number | Schedule;
  /** Momentum, at least 0 and below 1. Default 0.9. */
  momentum?: number;
  /** How much of each variable counts as weight decay, in 0..1e18. Default 5e-4. */
  weightDecay?: number;
  /**
   * What draws the samples, with ⌊samples / batchSize⌋ steps an epoch (at least one). Left out, an epoch is all samples once in shuffled
   * order, the last step with what is left.
   */
  // biome-ignore lint/suspicious/noExplicitAny: samplers have states of any form.
  sampler?: Sampler<any>;
  /** Seed of the order without a sampler, a whole number in 0..2³²−1. Default 0. */
  seed?: number;
}

/** What a training goes on from, between two epochs. */
export interface SecondStageState extends StageState {
  /** Number of finished epochs. */
  epoch: number;
  /** The sampler's state, where there is one. */
  sampler?: unknown;
}

/** The training of a second stage on features that were computed once. */
export interface SecondStageTraining {
  /** Number of finished epochs. */
  readonly epoch: number;
  /**
   * Trains for one epoch.
   *
   * @returns the mean loss of its steps
   * @throws RangeError where all epochs are finished, stage or features have been disposed, a schedule gives no learning rate, or a loss is
   * not finite
   */
  trainEpoch(): Promise<number>;
  /** Trains for the epochs that are left, and returns the mean loss of each. */
  run(): Promise<number[]>;
  /**
   * What the training goes on from: it gives the same numbers, to the bit, as one that was not interrupted.
   *
   * @throws RangeError where the stage has been disposed, or its variables are no longer finite
   */
  state(): Promise<SecondStageState>;
  /**
   * Goes on from a state of a training with the same arguments.
   *
   * @throws RangeError | TypeError where it is no such state; nothing is changed then
   */
  restore(state: SecondStageState): void;
  /** Frees the velocities; the stage and the features are the caller's. */
  dispose(): void;
}

const recipeOptions = {
  epochs: { check: /* @__PURE__ */ wholeNumberFrom(1) },
  batchSize: { check: /* @__PURE__ */ wholeNumberFrom(1) },
  learningRate: { check: assertLearningRate, default: 0.1 },
  momentum: { check: assertBelowOne, default: 0.9 },
  weightDecay: { check: assertRate, default: 5e-4 },
  sampler: { check: assertSampler, default: undefined },
  seed: { check: assertSeed, default: 0 },
} as const;

function assertLearningRate(argument: string, value: number | Schedule): void {
  if (typeof value === 'function') return;
  assertPositiveFloat(argument, value);
  assertRate(argument, value);
}

function assertSampler(argument: string, value: Sampler): void {
  assertObject(argument, value, 'a sampler');
  for (const method of ['next', 'state', 'restore'] as const) {
    assertFunction(`${argument}.${method}`, value[method], 'of a sampler');
  }
}

/**
 * Trains a second stage on features that were computed once. That is exact only where the recipe has no augmentation and the body's batch
 * normalisation stays as it is; otherwise it is the recipe without these.
 *
 * @param stage what is trained: `retrainedClassifier`, `learnableWeightScaling`, `disAlign` or `weightBalancing`
 * @param features the features of all training images, `[N, width]`, float32; they are not copied
 * @param labels the class id of each of them
 * @param recipe epochs, batch size, learning rate, momentum, weight decay and sampler
 * @throws RangeError where a shape, a label or an option does not fit; TypeError where an option is unknown, missing or of another type
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { learnableWeightScaling, powerSampler, secondStageTraining } from 'mbib/baselines';
 * const labels = [0, 0, 0, 1];
 * const features = tf.randomNormal([4, 8]);
 * const stage = learnableWeightScaling({ kernel: tf.randomNormal([8, 2]), bias: tf.zeros([2]) });
 * const recipe = { epochs: 2, batchSize: 4, learningRate: 0.2, sampler: powerSampler(labels, { q: 0 }) };
 * const training = secondStageTraining(stage, features, labels, recipe);
 * await training.run();
 * const { kernel, bias } = stage.classifier()!;
 * ```
 */
export function secondStageTraining(
  stage: SecondStage,
  features: tf.Tensor,
  labels: ArrayLike<number>,
  recipe: SecondStageRecipe,
): SecondStageTraining {
  const resolved = resolveOptions(recipe, recipeOptions, 'recipe');
  assertObject('stage', stage, 'a second stage');
  assertInput(stage, features);
  imagesOfClasses(labels, stage.classes);
  const samples = features.shape[0];
  if (labels.length !== samples) reject('labels', `hold ${samples} class ids`, `${labels.length}`);
  // A copy, so that later changes to the labels change nothing here.
  const classIds = Int32Array.from(labels);
  const { epochs, learningRate, sampler } = resolved;
  const rate = typeof learningRate === 'number' ? cosine({ learningRate, epochs }) : learningRate;
  const optimizer = new StageOptimizer(stage, resolved);
  let epoch = 0;
  const trainEpoch = async () => {
    if (epoch >= epochs) reject('recipe.epochs', `leave an epoch to train after ${epoch}`, show(epochs));
    // They are the caller's, who may have disposed them.
    assertInput(stage, features);
    const rateNow = rateAt('recipe.learningRate', rate, epoch);
    const step = (batch: Int32Array) => optimizer.step(lossOf(stage, features, classIds, batch), rateNow);
    // All are drawn and checked before the first step changes the variables.
    const batches = [...batchesOf(samples, epoch, resolved)];
    const sum = sumOfSteps(batches, step);
    epoch++;
    const value = (await numberOf(sum)) / batches.length;
    assertStaysFinite(value);
    return value;
  };
  return {
    get epoch() {
      return epoch;
    },
    trainEpoch,
    async run() {
      const means: number[] = [];
      while (epoch < epochs) means.push(await trainEpoch());
      return means;
    },
    async state() {
      const own = sampler && { sampler: sampler.state() };
      return { epoch, ...(await optimizer.state()), ...own };
    },
    restore(state) {
      assertState(state, epochs, optimizer, sampler);
      // It throws before it changes anything; what comes after it does not throw.
      sampler?.restore(state.sampler as never);
      optimizer.restore(state);
      epoch = state.epoch;
    },
    dispose: () => optimizer.dispose(),
  };
}

/** The loss of a batch, a function of the variables. */
function lossOf(stage: SecondStage, features: tf.Tensor, classIds: Int32Array, batch: Int32Array) {
  const x = tf.gather(features, tf.tensor1d(batch, 'int32'));
  const ids = batch.map((i) => classIds[i]!);
  const y = tf.tensor1d(ids, 'int32');
  return () => stage.loss(y, x);
}

/** Throws unless this is a state of a training, but for what the sampler checks itself. */
function assertState(
  state: SecondStageState,
  epochs: number,
  optimizer: StageOptimizer,
  sampler: Sampler | undefined,
): void {
  assertObject('state', state, 'the state of a training');
  assertWholeNumber('state.epoch', state.epoch, 0, epochs + 1);
  optimizer.assertState(state, state.epoch > 0);
  if (sampler) assertObject('state.sampler', state.sampler, 'the state of the sampler');
  else if (state.sampler !== undefined) {
    reject('state.sampler', 'be left out for a recipe without a sampler', show(state.sampler));
  }
}

/** Does a step for each batch, and returns the sum of their losses. */
function sumOfSteps(batches: readonly Int32Array[], step: (batch: Int32Array) => tf.Scalar): tf.Scalar {
  let sum = tf.scalar(0);
  try {
    for (const batch of batches) {
      const next = tf.tidy(() => tf.add(sum, step(batch)) as tf.Scalar);
      sum.dispose();
      sum = next;
    }
  } catch (error) {
    sum.dispose();
    throw error;
  }
  return sum;
}

/** The number of a scalar, which is disposed. */
async function numberOf(scalar: tf.Scalar): Promise<number> {
  try {
    return (await scalar.data())[0]!;
  } finally {
    scalar.dispose();
  }
}

function assertStaysFinite(loss: number): void {
  if (!Number.isFinite(loss)) reject('the loss', 'stay finite; a smaller learning rate helps', show(loss));
}
