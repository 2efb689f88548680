import { type EpochSums, noSums } from '../log/epoch-sums';
import type { GroupAccuracy } from '../log/run-log';

/** The accuracy on the test set after an epoch, counted from 1. */
export interface EpochAccuracy {
  /** Counted from 1. */
  epoch: number;
  /** Of all test images and of those of each group. */
  accuracy: GroupAccuracy;
  /** Of each class, in label order; `null` for a class without test images. */
  perClass: (number | null)[];
}

/** Options as the log and the checkpoint record them. */
export type RecordedOptions = Record<string, string | number>;

/** Where a run stands. With the tensors of the checkpoint it decides all that follows. */
export interface RunState {
  options: RecordedOptions;
  /** sha256 of the training images and labels; of photographs in files, of their paths and labels. */
  data: string;
  /** Epochs trained and evaluated. */
  epoch: number;
  /** Steps done of the epoch under way. */
  step: number;
  sums: EpochSums;
  /** Training and evaluation together, all processes of the run together. */
  seconds: number;
  /** What an evaluation took last, for the estimate of the time left. */
  evaluationSeconds: number;
  best: EpochAccuracy | null;
  last: EpochAccuracy | null;
  /** Length of the log that belongs to this state. */
  logBytes: number;
}

/** A run before its first step. */
export function initialState(options: RecordedOptions, data: string): RunState {
  return {
    options,
    data,
    epoch: 0,
    step: 0,
    sums: noSums(),
    seconds: 0,
    evaluationSeconds: 0,
    best: null,
    last: null,
    logBytes: 0,
  };
}
