import type { Group } from './groups';

/** Accuracies as fractions in 0..1; `null` for a group without classes. */
export type GroupAccuracy = Record<Group, number | null>;

/** First line of a run's log: what was asked for. */
export interface StartLine {
  type: 'start';
  time: string;
  job: string;
  method: string;
  options: Record<string, unknown>;
  backend: string;
  classes: number;
  samplesPerClass: number[];
  classNames: string[];
  steps: number;
  epochs: number;
  versions: Record<string, string>;
}

/** One line an epoch, `epoch` counted from 1. A number that was not finite is `null`, as JSON has no NaN. */
export interface EpochLine {
  type: 'epoch';
  epoch: number;
  time: string;
  learningRate: number | null;
  loss: number | null;
  trainAccuracy: number | null;
  imagesPerSecond: number | null;
  seconds: number | null;
  accuracy: GroupAccuracy;
  perClass: (number | null)[];
}

/** Last line of a run that reached its last epoch. */
export interface EndLine {
  type: 'end';
  best: { epoch: number; accuracy: GroupAccuracy };
  seconds: number | null;
}

/** One run as its log tells it; `end` is `null` while the run is unfinished. */
export interface RunLog {
  name: string;
  start: StartLine;
  epochs: EpochLine[];
  resumes: number;
  end: EndLine | null;
}
