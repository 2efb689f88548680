import {
  assertFinite,
  assertNotNegative,
  assertOneOf,
  assertPositive,
  assertWeight,
  reject,
  show,
  wholeNumberFrom,
} from '../../../checks';
import { type BackendName, backendNames } from '../../backend/start-backend';
import { classifierFilesOptions } from '../../classifier/classifier-files';
import type { Quantisation } from '../../classifier/quantise/quantise';
import { assertUint32 } from '../../data/uint32';
import type { RecordedOptions } from '../../log/run-log';
import type { SecondStageName } from '../../log/second-stages';

/**
 * The second stages that `mbib finetune` does.
 *
 * @example
 * ```ts
 * import { finetuneMethods, finetuneRun, type Job } from 'mbib/jobs';
 *
 * declare const digits: Job;
 * for (const method of finetuneMethods) await finetuneRun([digits], 'runs/digits-ce-val', { method });
 * ```
 */
export const finetuneMethods = ['crt', 'lws', 'tau-norm', 'disalign', 'maxnorm', 'logit-adjustment'] as const;

/** The name of one: one of {@link finetuneMethods}. */
export type FinetuneMethod = (typeof finetuneMethods)[number];

/** How a second stage is trained: the recipe of its paper unless it is asked otherwise. */
export interface StageSettings {
  /** Number of epochs, at least 1. In each, as many samples are drawn as there are distinct training images that can be read; `crt` and `lws` take whole batches of them only, but at least one. */
  epochs: number;
  /** Samples in a step, at least 1. */
  batchSize: number;
  /** Learning rate at first, above 0; it falls to 0 as a half cosine, epoch by epoch. */
  learningRate: number;
  /** Weight decay, at least 0. */
  weightDecay: number;
}

/** Options of {@link finetuneRun} besides those that say how the data of the run is read. */
export interface FinetuneOptions extends Partial<StageSettings> {
  /** The second stage. */
  method: FinetuneMethod;
  /** τ of `tau-norm` and of `logit-adjustment`. Left out, the best on the validation images of the run. */
  tau?: number | undefined;
  /** ρ of `disalign`, exponent of its class weights, in −10..10. Left out, 1.2. */
  rho?: number | undefined;
  /** Seed of what is random. Left out, that of the run. */
  seed?: number | undefined;
  /** The backend that computes. Left out, that of the run. */
  backend?: BackendName | undefined;
  /** Folder of the second stage. Left out, one beside the run's, named after the second stage. */
  out?: string | undefined;
  /**
   * Whether a second stage that was interrupted is done again in its folder. It starts from its beginning, with the options that it had, and
   * comes to the same bits. One that is finished is left as it is.
   */
  resume?: boolean | undefined;
  /** A smaller form for the weights of the classifier. Left out, they are float32. */
  quantize?: Quantisation | undefined;
}

/** No class count needs an exponent beyond these, and float32 holds no weights of most counts with it. */
const LARGEST_RHO = 10;

function assertDisAlignRho(argument: string, value: number): void {
  assertFinite(argument, value);
  if (Math.abs(value) > LARGEST_RHO) reject(argument, `be in -${LARGEST_RHO}..${LARGEST_RHO}`, show(value));
}

/** Checks of the options by their names. */
export const finetuneChecks = {
  method: { check: (argument: string, value: never) => assertOneOf(argument, value, finetuneMethods) },
  epochs: { check: wholeNumberFrom(1) },
  batchSize: { check: wholeNumberFrom(1) },
  learningRate: { check: assertPositive },
  weightDecay: { check: assertNotNegative },
  tau: { check: assertWeight },
  rho: { check: assertDisAlignRho },
  seed: { check: assertUint32 },
  backend: { check: (argument: string, value: never) => assertOneOf(argument, value, backendNames) },
} as const;

/** A second stage: how logs call it, its paper's recipe where it is trained, and the options that it reads. */
interface StageForm {
  logName: SecondStageName;
  settings?: StageSettings;
  /** Whether its samples are drawn class by class, 4 images of each in a row; else each is taken once an epoch. */
  classAware?: boolean;
  reads: readonly ('tau' | 'rho')[];
}

/** ImageNet-LT's, which the papers have for all data sets but for details. */
const kang = { batchSize: 512, learningRate: 0.2, weightDecay: 5e-4 };

/** The second stages with the recipes of their papers on ImageNet-LT; MaxNorm's is of CIFAR-100-LT. */
export const stageForms: Readonly<Record<FinetuneMethod, StageForm>> = {
  crt: { logName: 'crt', settings: { epochs: 10, ...kang }, classAware: true, reads: [] },
  lws: { logName: 'lws', settings: { epochs: 5, ...kang }, classAware: true, reads: [] },
  'tau-norm': { logName: 'tau-norm', reads: ['tau'] },
  disalign: {
    logName: 'disalign',
    settings: { epochs: 10, batchSize: 256, learningRate: 0.1, weightDecay: 5e-4 },
    reads: ['rho'],
  },
  maxnorm: {
    logName: 'maxnorm',
    settings: { epochs: 10, batchSize: 64, learningRate: 0.01, weightDecay: 0.1 },
    reads: [],
  },
  'logit-adjustment': { logName: 'post-hoc-logit-adjustment', reads: ['tau'] },
};

/** How a second stage is trained: the recipe of its paper, and what is asked otherwise; undefined for one that is not trained. */
export function stageSettings(asked: FinetuneOptions): StageSettings | undefined {
  const { settings } = stageForms[asked.method];
  if (!settings) return undefined;
  const names = Object.keys(settings) as (keyof StageSettings)[];
  return Object.fromEntries(
    names.map((name) => [name, asked[name] ?? settings[name]]),
  ) as unknown as StageSettings;
}

/** ρ of DisAlign; undefined for the others. */
export function disAlignRho({ method, rho = 1.2 }: FinetuneOptions): number | undefined {
  return method === 'disalign' ? rho : undefined;
}

/** The options that decide what a second stage comes to, as its log has them. */
export function recordedStage(asked: FinetuneOptions, seed: number, backend?: BackendName): RecordedOptions {
  // The command's name of a stage may be another than the log's, which tells it from the methods of runs.
  const { logName } = stageForms[asked.method];
  const decides = {
    method: logName,
    seed,
    backend,
    ...stageSettings(asked),
    tau: asked.tau,
    rho: disAlignRho(asked),
  };
  const known = Object.entries(decides).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as RecordedOptions;
}

const { seed: _, ...withoutSeed } = finetuneChecks;

/** The options of a second stage in an experiment, which decides its seed and its folder. */
export const stageOptions: Readonly<Record<string, { check(argument: string, value: never): void }>> = {
  ...withoutSeed,
  ...classifierFilesOptions,
};

/** The names of the options that a second stage reads, besides those that all do. */
export function readsOf(method: FinetuneMethod): readonly string[] {
  const { settings = {}, reads } = stageForms[method];
  return [...Object.keys(settings), ...reads];
}
