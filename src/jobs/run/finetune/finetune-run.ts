import { join, normalize } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { assertBoolean } from '../../../checks';
import { resolveOptions } from '../../../options';
import { classifierFilesOptions } from '../../classifier/classifier-files';
import type { RecordedOptions, RunLog } from '../../log/run-log';
import { untilInterrupted } from '../endings/until-interrupted';
import type { RunResult } from '../finish-run';
import { watchInterrupt } from '../interrupt';
import type { Job } from '../job';
import { assertText } from '../job-options';
import { UnreadOptionError } from '../run-errors';
import { runFolder } from '../run-folder';
import type { RunListener } from '../run-job';
import { chooseTau } from './choose-tau';
import { featuresOf } from './features-of';
import {
  type FinetuneOptions,
  finetuneChecks,
  readsOf,
  type StageSettings,
  stageForms,
} from './finetune-options';
import type { Finetuning } from './finetuning';
import { finishedLog, jobOf, openFirstStage, readingOf } from './first-stage';
import { type LinearTail, linearTail } from './linear-tail';
import { recordStage } from './record-stage';
import { takeStageFolder } from './stage-folder';
import type { StageWork } from './stage-run';
import { stopIfAsked } from './stop-if-asked';

/**
 * A second stage on a finished run: the network stays as it is, the features of its training images are computed once, without the
 * augmentation of the recipe and with batch normalisation by its running statistics, and the last classifier is trained anew or changed
 * on them. It leaves a folder as a run does, whose log names the run. The test images choose nothing.
 *
 * @param jobs of the program; the run is of one of them
 * @param path folder of the finished run, with its checkpoint
 * @param given the second stage and its options, and those that say where the data of the run is
 * @param listener its `tell` hears how it goes
 * @throws Error where the run is not finished, or of another job; RangeError or TypeError where an option is not what it can be, or the
 * run's classifier does not end in a linear layer; and what `runJob` throws of folders, checkpoints and data
 * @throws InterruptedError after Ctrl-C, SIGTERM or SIGHUP; done again with `resume`, it comes to the same bits
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
  given: FinetuneOptions & Record<string, unknown>,
  { tell = () => {} }: RunListener = {},
): Promise<RunResult> {
  const interrupt = watchInterrupt();
  let release = async () => {};
  try {
    const log = await finishedLog(path);
    const job = jobOf(jobs, log, path);
    const { place, asked, reading } = sorted(job, given);
    assertTau(asked, log, path);
    const folder = runFolder(place.out ?? `${normalize(join(path, '.'))}-${asked.method}`);
    const lock = await takeStageFolder(folder, place.resume, asked, log.start);
    release = () => lock.release();
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

async function finetune(tuning: Finetuning): Promise<RunResult> {
  const { recipe } = tuning.first;
  const { net, whole } = recipe;
  const start = performance.now();
  const tail = linearTail(net.classifier);
  const classifier = tail.linear();
  try {
    const work = await settle(tuning, { ...settingsOf(tuning), classifier, tail });
    // What is saved is the classifier of pictures, where the net is one of features.
    const saved = whole ? linearTail(whole.classifier) : tail;
    return await recordStage({ tuning, work: work.stage, options: work.options, saved, start });
  } finally {
    tf.dispose([classifier.kernel, classifier.bias ?? []]);
    net.dispose();
    recipe.optimizer.dispose();
  }
}

interface Settings {
  seed: number;
  settings?: StageSettings | undefined;
}

/** How the stage is trained: the recipe of its paper, and what is asked otherwise. */
function settingsOf({ asked, log }: Finetuning): Settings {
  const { settings } = stageForms[asked.method];
  const seed = asked.seed ?? (log.start.options.seed as number);
  if (!settings) return { seed };
  const chosen = Object.keys(settings).map((name) => {
    const key = name as keyof StageSettings;
    return [key, asked[key] ?? settings[key]];
  });
  return { seed, settings: Object.fromEntries(chosen) };
}

/** Computes the features, and decides the options that the stage is recorded with. */
async function settle(
  tuning: Finetuning,
  { seed, settings, classifier, tail }: Settings & { classifier: StageWork['classifier']; tail: LinearTail },
): Promise<{ stage: Omit<StageWork, 'onEpoch'>; options: RecordedOptions }> {
  const { asked, first } = tuning;
  const { method, rho = method === 'disalign' ? 1.2 : undefined } = asked;
  const { samplesPerClass, bounds } = first.recipe;
  const features = await allFeatures(tuning, tail);
  const grouping = { samplesPerClass, bounds };
  const tau = await tauOf(tuning, { classifier, features, grouping });
  const stage = { method, classifier, features, grouping, seed, settings, tau, rho };
  const decides = { method, seed, backend: first.backend.name, ...settings, tau, rho };
  const options = Object.fromEntries(Object.entries(decides).filter(([, value]) => value !== undefined));
  return { stage, options: options as RecordedOptions };
}

async function allFeatures({ first, tell, interrupt, asked }: Finetuning, tail: LinearTail) {
  const { train, validation, test, testBatchSize } = first.recipe;
  // A stage that is not trained needs no features of training images.
  const sources = { ...(stageForms[asked.method].settings && { train }), validation, test };
  const total = Object.values(sources).reduce((sum, source) => sum + (source?.labels.length ?? 0), 0);
  const start = performance.now();
  let before = 0;
  const onBatch = (images: number) => {
    stopIfAsked(interrupt);
    const done = before + images;
    const secondsLeft = ((performance.now() - start) / 1000) * (total / Math.max(done, 1) - 1);
    tell({ type: 'encoding', done, total, secondsLeft });
  };
  const of = async (source: typeof test) => {
    const features = await featuresOf(tail.features, source, testBatchSize, onBatch);
    before += features.labels.length;
    return features;
  };
  const width = tail.features.outputs[0]!.shape[1]!;
  const none = { values: new Float32Array(), width, labels: new Int32Array() };
  return {
    train: sources.train ? await of(train) : none,
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

/** Throws where nothing could choose τ, before anything is computed. */
function assertTau({ method, tau }: FinetuneOptions, { start }: RunLog, path: string): void {
  if (!stageForms[method].reads.includes('tau') || tau !== undefined || start.selection) return;
  throw new RangeError(
    `tau must be given for ${method}: the run in ${path} has no validation images that could choose it, and test images choose nothing. A run that chooses its epoch on validation images has some.`,
  );
}

const placeOptions = {
  out: { check: assertText, default: undefined },
  resume: { check: assertBoolean, default: false },
  ...classifierFilesOptions,
} as const;

/** What is given, checked and sorted by what it is for. */
function sorted(job: Job, given: FinetuneOptions & Record<string, unknown>) {
  const { method: stage, ...rest } = finetuneChecks;
  const optional = Object.entries(rest).map(([name, option]) => [name, { ...option, default: undefined }]);
  const own = { method: stage, ...Object.fromEntries(optional), ...placeOptions };
  const isOwn = ([name]: [string, unknown]) => Object.hasOwn(own, name);
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  const { out, resume, quantize, ...options } = resolveOptions(
    Object.fromEntries(entries.filter(isOwn)),
    own,
  ) as unknown as FinetuneOptions;
  const reading = readingOf(job, Object.fromEntries(entries.filter((entry) => !isOwn(entry))));
  const asked = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as unknown as FinetuneOptions;
  const { method } = asked;
  const unread = Object.keys(asked).find(
    (name) => !['method', 'seed', 'backend', ...readsOf(method)].includes(name),
  );
  if (unread) throw new UnreadOptionError(unread, method);
  return { place: { out, resume: resume ?? false, quantize }, asked, reading };
}
