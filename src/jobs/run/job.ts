import type { BackendName } from '../backend/start-backend';
import type { Quantisation } from '../classifier/quantise/quantise';
import type { BatchOptions, UselessOption } from '../loop/batch-options';
import type { Recipe } from '../loop/train-epoch';
import type { LossOptions, MethodName } from '../nets/methods';
import type { PhotoList } from '../photos/photo-list';
import type { JobOption } from './job-options';
import type { Tell } from './run-events';

/** The options that every job has. Those that say which images a step learns from may be left out. */
export interface JobOptions extends LossOptions, BatchOptions {
  /** Name of the method, which decides heads and loss. */
  method: MethodName;
  /** Length of the training, in epochs. */
  epochs: number;
  /**
   * Images that are computed at once, where a whole batch needs too much memory; `'auto'` takes as many as fit. Of an odd
   * batch, 2 leaves one part of three, as no part may have a single image. Left out, the whole batch.
   */
  microBatch?: number | 'auto' | undefined;
  /**
   * Replicas of the net, which compute a step together, each a part of the batch on a core of its own; `'auto'` is one a core. Left out,
   * one.
   */
  replicas?: number | 'auto' | undefined;
  /** Seed of the initial weights, the order of the images and their augmentation, a whole number in 0..2³²−1. */
  seed: number;
  /** The TensorFlow.js backend that computes; `'auto'` takes the fastest one that starts. */
  backend: BackendName;
}

/** Where a run goes, what it leaves there, and where its teacher is. */
export interface RunPlace {
  /** Path of the run's folder. Default: one named after the job's options, in `runs`. */
  out?: string;
  /** Whether to go on with the run that is in the folder. Left out, a new one is started. */
  resume?: boolean;
  /** Whether a resumed run may go on where numbers are rounded otherwise, as by another version of Node. Left out, it is refused. */
  otherArithmetic?: boolean;
  /** A smaller form for the weights of the classifier that the run leaves. Left out, they are float32. */
  quantize?: Quantisation;
  /**
   * Of a method that learns from a teacher, the folder of the finished run, or of the classifier, that is the teacher. A run that goes on has the
   * one that it was started with, which may lie elsewhere by now.
   */
  teacher?: string;
}

/** A job's defaults; a method's own stand in for the loss options that are left out. */
export type JobDefaults<Options extends JobOptions> = Omit<Options, keyof LossOptions> & Partial<LossOptions>;

/** What a recipe hears of the run that it is for. */
export interface JobContext<Data = unknown> {
  /** Tells whoever listens to the run. */
  tell: Tell;
  /** What the job's `load` resolved to; undefined where the recipe is called without it. */
  data?: Data | undefined;
  /** Whether the run goes on from a checkpoint. It brings its weights, so none have to be read from elsewhere. */
  resumed: boolean;
  /**
   * Aborted when the run is to stop, as after Ctrl-C. A recipe that takes long stops soon then; what it throws is told. Undefined
   * where nothing stops it.
   */
  signal?: AbortSignal | undefined;
}

/**
 * A training job: what is trained on what, and how. Its options are plain data (whatever `structuredClone` can copy), so that
 * a command, another thread or another process can run the same one.
 *
 * @typeParam Options decide what a run comes to: they are recorded, and a resumed run keeps them
 * @typeParam Reading say where and how the data is read: each process of a run may have others
 * @typeParam Data what `load` reads
 */
export interface Job<
  Options extends JobOptions = JobOptions,
  Reading extends object = object,
  Data = unknown,
> {
  /** As the log and the command call it: `cifar100-lt`. */
  name: string;
  /** One line for people. */
  title: string;
  /** Where people read on: a path or an address, for the help. */
  guide?: string;
  /** What people call the data that it trains on, as reports show it: 'CIFAR-100-LT'. Left out, it is the job's name. */
  dataSet?: string;
  /** The job's own options; those of every job are there without. Any other option is refused. */
  options?: Readonly<Record<string, JobOption>>;
  /** The methods that it trains. Left out, all of them. */
  methods?: readonly MethodName[];
  /** Names of the options of `Reading`. */
  reading?: readonly string[];
  /** The options where nothing else is given. What is given has passed the options' checks. */
  defaults(given: Partial<Options>): JobDefaults<Options>;
  /**
   * Options of the job that have no effect with the others of a run: no log records them, and where one of them is given, the run is refused,
   * with the option that decides it.
   */
  useless?(options: Options & Reading): readonly UselessOption[];
  /** Name of a run's default folder, in `runs`. */
  folder(options: Options & Reading): string;
  /**
   * The photographs of the job's data by their lists, for a program that looks at every one: `mbib check`. Left out where the data
   * are no files of photographs.
   */
  photos?(reading: Reading): Promise<Record<string, PhotoList>>;
  /**
   * Reads the data, or looks for what will be read later. It is called before a backend starts, so that whatever is wrong with the data is
   * told at once. Left out, the recipe reads the data itself. Replicas are sent what it resolves to where that is plain: numbers, texts and the
   * like in plain objects, arrays, maps and sets, dates, and typed arrays. Where any of it is a function or an instance of another
   * class, `Buffer` included, each replica calls `load` itself.
   */
  load?(options: Options & Reading, context: Pick<JobContext, 'tell'>): Promise<Data>;
  /** The net, the data and how the one learns the other. */
  recipe(options: Options & Reading, context: JobContext<Data>): Recipe | Promise<Recipe>;
}
