import type { Group } from './groups';

/**
 * Number of the format of the logs that this version writes: the start line has it as `format`. Version 0.1.0 of mbib wrote none,
 * which is read as format 0.
 *
 * @example
 * ```ts
 * import { digitsPerClass, LOG_FORMAT, trainingEnvironment, type WrittenStartLine } from 'mbib/jobs';
 *
 * const start: WrittenStartLine = {
 *   type: 'start',
 *   format: LOG_FORMAT,
 *   time: new Date().toISOString(),
 *   job: 'digits',
 *   method: 'mbib',
 *   options: { method: 'mbib', epochs: 7, seed: 0 },
 *   classes: 10,
 *   samplesPerClass: [...digitsPerClass],
 *   classNames: [...'0123456789'],
 *   steps: 44,
 *   epochs: 7,
 *   ...trainingEnvironment(),
 * };
 * ```
 */
export const LOG_FORMAT = 1;

/** Accuracies as fractions in 0..1; `null` for a group without classes. */
export type GroupAccuracy = Record<Exclude<Group, 'unseen'>, number | null> & {
  /** Accuracy of the classes without training images. Logs of earlier versions lack it. */
  unseen?: number | null;
};

/** Options of a run as its log and its checkpoint record them: those that decide its results, such as method and seed. */
export type RecordedOptions = Record<string, string | number | boolean>;

/** Bounds of the groups of classes. */
export interface GroupBounds {
  /** Classes with more training images are many-shot. */
  many: number;
  /** Classes with fewer training images are few-shot. */
  few: number;
}

/** Versions of what a run was computed with. One that cannot be known is left out. */
export interface LogVersions {
  /** Version of this package. */
  mbib?: string;
  /** Version of Node; a page has none. */
  node?: string;
  /** Version of TensorFlow.js's core. */
  'tfjs-core'?: string;
  /** Version of TensorFlow.js's layers. */
  'tfjs-layers'?: string;
}

/** The teacher that a run learns from, as its log names it. */
export interface TeacherOfLog {
  /** Path of the folder of its run, or of its classifier, as it was given. */
  run: string;
  /** The file of its weights, whose name has their hash: it tells teachers apart, wherever they lie. */
  weights: string;
  /** Name of its method; left out where only a classifier was given. */
  method?: string;
  /** The options that decided its results. Left out where only a classifier was given. */
  options?: RecordedOptions;
  /** Its accuracy on all test images, as a fraction in 0..1; null where it was not measured. Left out where only a classifier was given. */
  accuracy?: number | null;
}

/** The run that a second stage goes on from, as its log names it. */
export interface FirstStageOfLog {
  /** Path of its folder, as it was given. */
  run: string;
  /** Name of its method. */
  method: string;
  /** Its options. */
  options: RecordedOptions;
  /** Its teacher, where its method learns from one. Logs of earlier versions lack it. */
  teacher?: TeacherOfLog;
}

/** First line of a run's log: what was asked for, and what it is computed with. What cannot be known is left out. */
export interface StartLine {
  /** Tells the lines apart. */
  type: 'start';
  /** {@link LOG_FORMAT}; 0 for a log of mbib 0.1.0. */
  format: typeof LOG_FORMAT | 0;
  /** When it was written, as ISO 8601. */
  time: string;
  /** The job's name. */
  job: string;
  /** What people call the data that it trains on, 'CIFAR-100-LT'; left out where nothing but the job's name is known. */
  dataSet?: string;
  /** The method's name. */
  method: string;
  /** The options that decide the run's results, such as method, epochs and seed. */
  options: RecordedOptions;
  /** Name of the TensorFlow.js backend that computes the run: 'wasm', 'webgpu'. */
  backend: string;
  /** Number of classes of the data set. */
  classes: number;
  /** Training images of each class, in label order; 0 for a class that is tested only. */
  samplesPerClass: number[];
  /** Names of the classes, in label order. */
  classNames: string[];
  /** Number of steps in an epoch. */
  steps: number;
  /** Length of the training, in epochs. */
  epochs: number;
  /** Versions of Node and of the packages that the run is computed with. */
  versions: LogVersions;
  /** Number format of the backend's tensors: 'float32', 'float16'; 'float32, fused multiply-add' where that decides last bits. */
  arithmetic?: string;
  /**
   * `'validation'` where the accuracies of the epochs are those on validation images, which choose the epoch; the last line then has
   * that on the test images. Left out, they are those on the test images.
   */
  selection?: 'validation';
  /**
   * `'validation'` where there were no test images: whatever is called test is of validation images, those that chose the epoch where there is
   * `selection`. Logs of earlier versions lack it.
   */
  testedOn?: 'validation';
  /** Of a run on a folder of pictures, the hash of which of them are in which split. Logs of earlier versions lack it. */
  split?: string;
  /** Bounds of the groups of classes, where they are not over 100 and under 20 training images. */
  bounds?: GroupBounds;
  /** Of a second stage, the run that it goes on from. */
  firstStage?: FirstStageOfLog;
  /** Of a method that learns from a teacher, that teacher. Logs of earlier versions have none. */
  teacher?: TeacherOfLog;
  /** What the run chose by itself on its validation images, as the τ of a second stage: a result of it, and none of its options. */
  chosen?: RecordedOptions;
  /** Test images of each class, in label order. Logs of earlier versions lack it. */
  testPerClass?: number[];
  /** There with `selection`: validation images of each class, in label order. Logs of earlier versions lack it. */
  validationPerClass?: number[];
  /** The machine's processor, as it names itself. */
  processor?: string;
  /** Commit of the checkout of mbib that computed the run, with '-dirty' behind it where files differ from it; left out for an installed mbib. */
  commit?: string;
}

/** Where a run was gone on with, after it had been stopped or killed. */
export interface ResumeLine {
  /** Tells the lines apart. */
  type: 'resume';
  /** When it was written, as ISO 8601. */
  time: string;
  /** Number of epochs that were done. */
  epoch: number;
  /** Number of steps that were done of the epoch under way. */
  step: number;
}

/** One line an epoch, `epoch` counted from 1. A number that was not finite is `null`, as JSON has no NaN. */
export interface EpochLine {
  /** Tells the lines apart. */
  type: 'epoch';
  /** The epoch, counted from 1. */
  epoch: number;
  /** When it was written, as ISO 8601. */
  time: string;
  /** Learning rate of the epoch's last step. */
  learningRate: number | null;
  /** Mean loss over the training images. */
  loss: number | null;
  /** Fraction of the training images, as they were augmented, whose class was predicted. */
  trainAccuracy: number | null;
  /** Training images a second. */
  imagesPerSecond: number | null;
  /** Seconds that training and evaluation took. */
  seconds: number | null;
  /** Images that could not be read and were left out, so far. Version 0.1.0 of mbib left it out at times. */
  skippedImages?: number;
  /** Accuracy on the test images, or on those of the start line's `selection`, all of them and by groups of classes. */
  accuracy: GroupAccuracy;
  /** Accuracy on these images of each class, in label order; `null` for a class without any. */
  perClass: (number | null)[];
}

/** An epoch and its accuracy on the test images. */
export interface EpochResult {
  /** The epoch, counted from 1. */
  epoch: number;
  /** Accuracy on the test images, all of them and by groups of classes. */
  accuracy: GroupAccuracy;
}

/** Last line of a run that reached its last epoch. */
export interface EndLine {
  /** Tells the lines apart. */
  type: 'end';
  /** When it was written, as ISO 8601. */
  time: string;
  /** The last epoch and its accuracy. */
  last: EpochResult;
  /**
   * The epoch with the highest accuracy over all test images, and its accuracy; with validation images that with the highest balanced
   * accuracy on them.
   */
  best: EpochResult;
  /** Where validation images chose the epoch: it, and its accuracy on the test images, which were read at the end alone. */
  test?: EpochResult;
  /** There too: the last epoch, and its accuracy on the test images. Runs of some development versions left it out. */
  testOfLast?: EpochResult;
  /** Seconds that training and evaluation of the whole run took. */
  seconds: number | null;
}

/** The first line of a log that this version writes. */
export interface WrittenStartLine extends StartLine {
  /** {@link LOG_FORMAT}. */
  format: typeof LOG_FORMAT;
}

/** A line as it is written: the only things that a log holds. */
export type LogLine = WrittenStartLine | ResumeLine | EpochLine | EndLine;

/** Lines as they are handed to the writer, which adds the time. */
export type UntimedLogLine = WithoutTime<LogLine>;

/** Of each member of a union by itself: `Omit` of the whole union would keep only what all have. */
type WithoutTime<Line> = Line extends unknown ? Omit<Line, 'time'> : never;

/**
 * A line of a log as text: JSON without line breaks, and one line break at its end. A number that is not finite becomes `null`.
 *
 * @example
 * ```ts
 * import { formatLogLine } from 'mbib/jobs';
 *
 * formatLogLine({ type: 'resume', time: new Date().toISOString(), epoch: 3, step: 17 });
 * ```
 */
export function formatLogLine(line: LogLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** One run as its log tells it; `end` is `null` while the run is unfinished. */
export interface RunLog {
  /** What the run is called. */
  name: string;
  /** The first line of the log: what was asked for. */
  start: StartLine;
  /** The lines of the epochs, in ascending order. */
  epochs: EpochLine[];
  /** How often the run was resumed. */
  resumes: number;
  /** The last line of the log; `null` while the run is unfinished. */
  end: EndLine | null;
}
