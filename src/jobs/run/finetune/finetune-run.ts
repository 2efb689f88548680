import * as tf from '@tensorflow/tfjs-core';
import type { Quantisation } from '../../classifier/quantise/quantise';
import type { RecordedOptions } from '../../log/run-log';
import { quantisationOf } from '../classifier/quantisation-of';
import { untilInterrupted } from '../endings/until-interrupted';
import { secondsLeft } from '../features/seconds-left';
import type { RunResult } from '../finish-run';
import { watchInterrupt } from '../interrupt';
import type { Job } from '../job';
import { type RunFolder, runFolder } from '../run-folder';
import type { RunListener } from '../run-job';
import { askedOptions, assertServes } from './asked-options';
import { chooseTau } from './choose-tau';
import { featuresOf, noFeatures, plainOf } from './features/features-of';
import {
  disAlignRho,
  type FinetuneOptions,
  recordedStage,
  stageForms,
  stageSettings,
} from './finetune-options';
import type { Finetuning } from './finetuning';
import { finishedLog, jobOf, openFirstStage } from './first-stage';
import { type LinearTail, linearTail } from './linear-tail';
import { recordStage, resultOf } from './record-stage';
import { defaultStageFolder, takeStageFolder } from './stage-folder';
import type { StageWork } from './stage-run';
import { assertLengthsDiffer } from './stages';
import { stopIfAsked } from './stop-if-asked';

/**
 * A second stage on a finished run: the network stays as it is, the features of its training images are computed once, without the
 * augmentation of the recipe and with batch normalisation by its running statistics, and the last classifier is trained anew or changed
 * on them. It leaves a folder as a run does, whose log names the run. The test images choose nothing.
 *
 * @param jobs of the program; the run is of one of them
 * @param path folder of the finished run, with its checkpoint
 * @param options the second stage and its options, and those that say where the data of the run is
 * @param listener its `tell` hears how it goes
 * @throws Error where the run is not finished, or of another job; RangeError or TypeError where an option is not what it can be, or the
 * run's classifier does not end in a linear layer; and what `runJob` throws of folders, checkpoints and data
 * @throws InterruptedError after Ctrl-C, SIGTERM or SIGHUP; done again with `resume`, it comes to the same bits
 * @throws StageDivergedError where its loss does not stay finite. After any error but that of a file, the folder is free for another try.
 *
 * @example
 * ```ts
 * import { finetuneRun, type Job } from 'mbib/jobs';
 *
 * declare const digits: Job;
 * const { last } = await finetuneRun([digits], 'runs/digits-ce-s0', { method: 'crt' });
 * console.log(last.accuracy.few);
 * ```
 */
export async function finetuneRun(
  jobs: readonly Job[],
  path: string,
  options: FinetuneOptions & Record<string, unknown>,
  { tell = () => {} }: RunListener = {},
): Promise<RunResult> {
  const interrupt = watchInterrupt();
  let release = async () => {};
  try {
    const log = await finishedLog(path);
    const job = jobOf(jobs, log, path);
    const { place, reading, asked: given } = askedOptions(job, options);
    if (!place.resume) assertServes(given, log, path);
    const folder = runFolder(place.out ?? defaultStageFolder(path, given.method));
    const { lock, recorded, finished } = await takeStageFolder(folder, place.resume, given, log.start);
    release = () => lock.release();
    if (finished) {
      await assertForm(folder, place.quantize);
      tell({ type: 'note', text: `The second stage in ${folder.path} is finished: nothing is left to do.` });
      return await resultOf(folder);
    }
    // What is left out of a stage that is done again is as it was.
    const asked = { ...recorded, ...given, ...(recorded.backend && { backend: recorded.backend }) };
    if (place.resume) assertServes(asked, log, path);
    const context = { tell, signal: interrupt.aborted };
    const opened = openFirstStage(job, path, { reading, backend: asked.backend }, context);
    const first = await untilInterrupted(opened, interrupt, { checkpoint: undefined });
    return await finetune({
      path,
      log,
      folder,
      lock,
      first,
      asked,
      quantize: place.quantize,
      tell,
      interrupt,
    });
  } finally {
    interrupt.dispose();
    await release();
    tell({ type: 'end' });
  }
}

/** Nothing of a finished stage is computed again, so its classifier stays as it is saved. */
async function assertForm({ path, classifier }: RunFolder, asked: Quantisation | undefined): Promise<void> {
  if (asked === undefined || (await quantisationOf(classifier)) === asked) return;
  throw new Error(
    `The second stage in ${path} is finished, and its classifier is not saved as ${asked}. Do it again with options.quantize in another folder.`,
  );
}

async function finetune(tuning: Finetuning): Promise<RunResult> {
  const { recipe } = tuning.first;
  const { net, whole } = recipe;
  const start = performance.now();
  const tail = linearTail(net.classifier);
  const classifier = tail.linear();
  try {
    if (tuning.asked.method === 'tau-norm') await assertLengthsDiffer(classifier);
    const work = await settle(tuning, classifier, tail);
    // What is saved is the classifier of pictures, where the net is one of features.
    const saved = whole ? linearTail(whole.classifier) : tail;
    return await recordStage({
      tuning,
      work: work.stage,
      options: work.options,
      chosen: work.chosen,
      saved,
      start,
    });
  } finally {
    tf.dispose([classifier.kernel, classifier.bias ?? []]);
    net.dispose();
    recipe.optimizer.dispose();
  }
}

/** What a stage is to do, and how it is recorded. */
interface Settled {
  stage: Omit<StageWork, 'onEpoch'>;
  options: RecordedOptions;
  /** What validation images chose: it follows from the run and its seed, so it is none of the options. */
  chosen?: RecordedOptions;
}

/** Computes the features, and decides the options that the stage is recorded with. */
async function settle(
  tuning: Finetuning,
  classifier: StageWork['classifier'],
  tail: LinearTail,
): Promise<Settled> {
  const { asked, first, log } = tuning;
  const { method } = asked;
  const seed = asked.seed ?? (log.start.options.seed as number);
  const { samplesPerClass, bounds } = first.recipe;
  const features = await allFeatures(tuning, tail);
  const grouping = { samplesPerClass, bounds };
  const tau = await tauOf(tuning, { classifier, features, grouping });
  const settings = stageSettings(asked);
  const stage = { method, classifier, features, grouping, seed, settings, tau, rho: disAlignRho(asked) };
  return {
    stage,
    options: recordedStage(asked, seed, first.backend.name),
    ...(tau !== undefined && asked.tau === undefined && { chosen: { tau } }),
  };
}

async function allFeatures({ first, folder, tell, interrupt, asked }: Finetuning, tail: LinearTail) {
  const { train, validation, test, testBatchSize } = first.recipe;
  // A stage that is not trained needs no features of training images.
  const sources = { ...(stageForms[asked.method].settings && { train }), validation, test };
  const total = Object.values(sources).reduce(
    (sum, source) => sum + (source ? plainOf(source).labels.length : 0),
    0,
  );
  const start = performance.now();
  let before = 0;
  const onBatch = (images: number) => {
    stopIfAsked(interrupt, folder);
    const done = before + images;
    tell({ type: 'encoding', done, total, secondsLeft: secondsLeft(start, done, total) });
  };
  const of = async (source: typeof test) => {
    const features = await featuresOf(tail.features, source, testBatchSize, onBatch);
    before += features.labels.length;
    return features;
  };
  const width = tail.features.outputs[0]!.shape[1]!;
  return {
    train: sources.train ? await of(train) : noFeatures(train, width),
    validation: validation && (await of(validation)),
    test: await of(test),
  };
}

/** τ of a stage that has one: as asked, or the best on validation images. */
async function tauOf(
  { asked, tell }: Finetuning,
  { classifier, features, grouping }: Pick<StageWork, 'classifier' | 'features' | 'grouping'>,
): Promise<number | undefined> {
  const { method, tau } = asked;
  if (method !== 'tau-norm' && method !== 'logit-adjustment') return undefined;
  if (tau !== undefined) return tau;
  const chosen = await chooseTau(method, classifier, features.validation!, grouping);
  tell({ type: 'note', text: `τ = ${chosen} has the highest balanced accuracy on the validation images.` });
  return chosen;
}
