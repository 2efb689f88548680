import type { Group } from './groups';

/** Accuracies as fractions in 0..1; `null` for a group without classes. */
export type GroupAccuracy = Record<Group, number | null>;

/** First line of a run's log: what was asked for. */
export interface StartLine {
  /** Tells the lines apart. */
  type: 'start';
  /** When it was written, as ISO 8601. */
  time: string;
  /** The job's name. */
  job: string;
  /** The method's name. */
  method: string;
  /** All that decide what the run comes to. */
  options: Record<string, unknown>;
  /** What computes. */
  backend: string;
  /** How many there are. */
  classes: number;
  /** Training images of each class, in label order. */
  samplesPerClass: number[];
  /** In label order. */
  classNames: string[];
  /** Steps an epoch. */
  steps: number;
  /** Length of the training. */
  epochs: number;
  /** Of Node and of the packages, by name. */
  versions: Record<string, string>;
}

/** One line an epoch, `epoch` counted from 1. A number that was not finite is `null`, as JSON has no NaN. */
export interface EpochLine {
  /** Tells the lines apart. */
  type: 'epoch';
  /** Counted from 1. */
  epoch: number;
  /** When it was written, as ISO 8601. */
  time: string;
  /** At the last step. */
  learningRate: number | null;
  /** Mean over the training images. */
  loss: number | null;
  /** On the training images as they were augmented, a fraction. */
  trainAccuracy: number | null;
  /** Training images a second. */
  imagesPerSecond: number | null;
  /** Training and evaluation. */
  seconds: number | null;
  /** On the test images. */
  accuracy: GroupAccuracy;
  /** On the test images of each class, in label order. */
  perClass: (number | null)[];
}

/** An epoch and its accuracy on the test images. */
export interface BestEpoch {
  /** Counted from 1. */
  epoch: number;
  /** On the test images. */
  accuracy: GroupAccuracy;
}

/** Last line of a run that reached its last epoch. */
export interface EndLine {
  /** Tells the lines apart. */
  type: 'end';
  /** The epoch with the highest accuracy over all test images. */
  best: BestEpoch;
  /** Training and evaluation of the whole run. */
  seconds: number | null;
}

/** One run as its log tells it; `end` is `null` while the run is unfinished. */
export interface RunLog {
  /** What the run is called. */
  name: string;
  /** What was asked for. */
  start: StartLine;
  /** In ascending order. */
  epochs: EpochLine[];
  /** How often the run was gone on with. */
  resumes: number;
  /** `null` while the run is unfinished. */
  end: EndLine | null;
}
