import { type EpochSums, noSums } from '../log/epoch-sums';
import type { EpochResult, RecordedOptions } from '../log/run-log';
import type { EpochProgress } from './run-events';

/** An epoch and its accuracy on the test images, all of them and class by class. */
export interface EpochAccuracy extends EpochResult {
  /** Of each class, in label order; `null` for a class without test images. */
  perClass: (number | null)[];
}

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

/** The size of a run. */
export interface RunSize {
  epochs: number;
  /** Steps an epoch. */
  steps: number;
  /** Training images an epoch. */
  images: number;
}

/** How far the epoch under way has come, and how long the rest takes at its speed. */
export function epochProgress(
  { epoch, step, sums, evaluationSeconds }: RunState,
  { epochs, steps, images }: RunSize,
): EpochProgress {
  // By the steps, as the sums lag behind them on a GPU.
  const imagesDone = (images * step) / steps;
  const imagesPerSecond = imagesDone / sums.seconds;
  const imagesLeft = (epochs - epoch) * images - imagesDone;
  return {
    epoch: epoch + 1,
    epochs,
    step,
    steps,
    loss: finite(sums.loss / sums.images),
    imagesPerSecond: finite(imagesPerSecond),
    secondsLeft: finite(imagesLeft / imagesPerSecond + (epochs - epoch) * evaluationSeconds),
  };
}

/** JSON has no number for what is not finite. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
