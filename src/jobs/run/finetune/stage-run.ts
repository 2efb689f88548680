import * as tf from '@tensorflow/tfjs-core';
import {
  classAwareSampler,
  type LinearClassifier,
  type SecondStage,
  type SecondStageState,
  type SecondStageTraining,
  secondStageTraining,
} from 'mbib/baselines';
import { cosine } from 'mbib/training';
import type { UntimedLogLine } from '../../log/run-log';
import { betterEpoch } from '../../log/run-summary';
import type { Grouping } from '../../loop/outputs/group-distances';
import type { TestedEpochs } from '../finish-run';
import { StageDivergedError } from '../run-errors';
import type { EpochAccuracy } from '../run-state';
import { betterBalanced } from '../selection/better-balanced';
import type { SourceFeatures } from './features/features-of';
import { measureFeatures } from './features/measure-features';
import { type FinetuneMethod, type StageSettings, stageForms } from './finetune-options';
import { type FeatureLogits, linearLogits } from './stage-head';
import { postHocClassifier, stageLogits, trainedStage } from './stages';

/** What a second stage goes on from, and what it is to do. */
export interface StageWork {
  method: FinetuneMethod;
  /** The classifier of the first stage. */
  classifier: LinearClassifier;
  /** Features of the training images, of validation images where the run has some, and of the test images. */
  features: { train: SourceFeatures; validation?: SourceFeatures | undefined; test: SourceFeatures };
  grouping: Grouping;
  seed: number;
  /** Where it is trained, how. */
  settings?: StageSettings | undefined;
  /** Of a stage that is not trained. */
  tau?: number | undefined;
  /** Of DisAlign. */
  rho?: number | undefined;
  /** Hears each epoch, before the next one begins; what it throws ends the stage. */
  onEpoch(line: EpochOfStage, best: EpochAccuracy): Promise<void>;
}

/** What the log has of an epoch. */
export type EpochOfStage = Extract<UntimedLogLine, { type: 'epoch' }>;

/** What a second stage came to. */
export interface StageOutcome extends Partial<TestedEpochs> {
  last: EpochAccuracy;
  best: EpochAccuracy;
  /** The new logits. Called before `dispose`. */
  logits: FeatureLogits;
  /** Frees what was trained. */
  dispose(): void;
}

/** Steps of an epoch of a second stage. */
export function stepsOf(method: FinetuneMethod, samples: number, settings?: StageSettings): number {
  if (!settings) return 1;
  const steps = samples / settings.batchSize;
  return stageForms[method].classAware ? Math.max(1, Math.floor(steps)) : Math.ceil(steps);
}

/** Does a second stage. All that is random in it follows from the seed. */
export async function runStage(work: StageWork): Promise<StageOutcome> {
  const { method } = work;
  if (method === 'tau-norm' || method === 'logit-adjustment') return applyPostHoc(method, work);
  const { classifier, grouping, seed, rho } = work;
  const { samplesPerClass } = grouping;
  const stage = trainedStage(method, { classifier, samplesPerClass, seed, rho });
  const { values, width, labels } = work.features.train;
  const features = tf.tensor2d(values, [labels.length, width]);
  try {
    const logits = stageLogits(stage, classifier);
    const outcome = await trainStage(work, stage, { features, logits });
    return { ...outcome, logits, dispose: () => stage.dispose() };
  } catch (error) {
    stage.dispose();
    throw error;
  } finally {
    features.dispose();
  }
}

/** Trains a stage, and keeps the epoch that validation images choose, where there are some. */
async function trainStage(
  work: StageWork,
  stage: SecondStage,
  { features, logits }: { features: tf.Tensor2D; logits: FeatureLogits },
): Promise<Omit<StageOutcome, 'logits' | 'dispose'>> {
  const { validation, test } = work.features;
  const measure = (source: SourceFeatures) => measureFeatures(source, logits, work.grouping);
  const training = startTraining(work, stage, features);
  const { epochs, learningRate } = work.settings!;
  const rate = cosine({ learningRate, epochs });
  let [last, best] = [null as EpochAccuracy | null, null as EpochAccuracy | null];
  let bestState: SecondStageState | undefined;
  try {
    while (training.epoch < epochs) {
      const start = performance.now();
      const loss = await trainEpoch(training, work.method);
      const { epoch } = training;
      const trained = (performance.now() - start) / 1000;
      last = { epoch, ...(await measure(validation ?? test)) };
      best = validation ? betterBalanced(best, last) : betterEpoch(best, last);
      if (validation && best === last) bestState = await training.state();
      const seconds = (performance.now() - start) / 1000;
      const figures = { learningRate: rate(epoch - 1), loss, trainAccuracy: null, seconds };
      const imagesPerSecond = imagesOfEpoch(work) / trained;
      await work.onEpoch({ type: 'epoch', ...figures, imagesPerSecond, ...last }, best);
    }
    const finished = { last: last!, best: best! };
    if (!validation) return finished;
    const testOfLast = { epoch: epochs, ...(await measure(test)) };
    if (best === last) return { ...finished, test: testOfLast, testOfLast };
    training.restore(bestState!);
    return { ...finished, test: { epoch: best!.epoch, ...(await measure(test)) }, testOfLast };
  } finally {
    training.dispose();
  }
}

/**
 * One epoch.
 *
 * @throws StageDivergedError where the loss does not stay finite
 */
async function trainEpoch(training: SecondStageTraining, method: FinetuneMethod): Promise<number> {
  try {
    return await training.trainEpoch();
  } catch (error) {
    // The epoch is one of the recipe: what is out of range can only be the loss.
    if (error instanceof RangeError)
      throw new StageDivergedError(method, training.epoch + 1, { cause: error });
    throw error;
  }
}

function startTraining(
  { method, features: { train }, settings, seed }: StageWork,
  stage: SecondStage,
  features: tf.Tensor2D,
): SecondStageTraining {
  const sampler = stageForms[method].classAware && classAwareSampler(train.labels, { seed });
  return secondStageTraining(stage, features, train.labels, {
    ...settings!,
    seed,
    ...(sampler && { sampler }),
  });
}

function imagesOfEpoch({ method, features, settings }: StageWork): number {
  const samples = features.train.labels.length;
  return stageForms[method].classAware ? stepsOf(method, samples, settings) * settings!.batchSize : samples;
}

/** Changes the classifier, with nothing to train: one epoch without steps. */
async function applyPostHoc(
  method: 'tau-norm' | 'logit-adjustment',
  { classifier, features, grouping, tau, onEpoch }: StageWork,
): Promise<StageOutcome> {
  const start = performance.now();
  const changed = postHocClassifier(method, classifier, grouping.samplesPerClass, tau!);
  const logits = linearLogits(changed);
  const measure = (source: SourceFeatures) => measureFeatures(source, logits, grouping);
  const last = { epoch: 1, ...(await measure(features.validation ?? features.test)) };
  const nothing = { learningRate: null, loss: null, trainAccuracy: null, imagesPerSecond: null };
  const seconds = (performance.now() - start) / 1000;
  await onEpoch({ type: 'epoch', ...nothing, seconds, ...last }, last);
  const test = features.validation && { epoch: 1, ...(await measure(features.test)) };
  return {
    last,
    best: last,
    ...(test && { test, testOfLast: test }),
    logits,
    dispose: () => tf.dispose([changed.kernel, changed.bias ?? []]),
  };
}
