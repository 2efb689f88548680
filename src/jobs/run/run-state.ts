import { type Quantisation, quantisations } from '../classifier/quantise/quantise';
import { type EpochSums, noSums } from '../log/epoch-sums';
import {
  type Fail,
  Fields,
  isEpochResult,
  isObject,
  isOptions,
  isTeacherOfLog,
  isText,
  isWhole,
} from '../log/log-fields';
import type { EpochResult, RecordedOptions, TeacherOfLog } from '../log/run-log';
import type { RunData } from './checkpoints/run-data';
import type { EpochProgress } from './run-events';

/** An epoch and its accuracy on the test or validation images, all of them and class by class. */
export interface EpochAccuracy extends EpochResult {
  /** Accuracy 0..1 on the images of each class, in label order; `null` for a class without one. */
  perClass: (number | null)[];
}

/** Where a run stands. With the tensors of the checkpoint it decides all that follows. */
export interface RunState extends RunData {
  options: RecordedOptions;
  /** The teacher that the run learns from; left out where it has none. */
  teacher?: TeacherOfLog;
  /** The form that the weights of its classifier are to be saved in; left out where that is float32. */
  quantize?: Quantisation;
  /** How numbers are rounded, as the log's first line has it: 'float32', 'float32, fused multiply-add'. */
  arithmetic: string;
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
export function initialState(options: RecordedOptions, data: RunData, arithmetic = 'float32'): RunState {
  return {
    options,
    ...data,
    arithmetic,
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

/**
 * Reads a state from the text that it was saved as.
 *
 * @throws Error where the text is not that of a state; its text is a clause without a full stop
 */
export function parseRunState(text: string | undefined): RunState {
  const fail: Fail = (problem) => {
    throw new Error(`of the state that it holds, ${problem}`);
  };
  const fields = Fields.of(parsedObject(text), fail);
  const result = 'an epoch with its accuracies, or null before the first';
  return {
    options: fields.read('options', isOptions, 'an object of strings, numbers and booleans'),
    data: fields.read('data', isText, 'a string'),
    ...fields.readOptional('validation', isText, 'a string'),
    ...fields.readOptional('test', isText, 'a string'),
    ...fields.readOptional('teacher', isTeacherOfLog, 'an object with run and weights'),
    ...fields.readOptional('quantize', isQuantisation, `one of ${quantisations.join(', ')}`),
    arithmetic: fields.read('arithmetic', isText, 'a string'),
    epoch: fields.read('epoch', isWhole, 'a whole number'),
    step: fields.read('step', isWhole, 'a whole number'),
    sums: fields.read('sums', isSums, `an object with the numbers ${Object.keys(noSums()).join(', ')}`),
    seconds: fields.read('seconds', isDuration, 'a number of seconds'),
    evaluationSeconds: fields.read('evaluationSeconds', isDuration, 'a number of seconds'),
    best: fields.read('best', isAccuracyOrNull, result),
    last: fields.read('last', isAccuracyOrNull, result),
    logBytes: fields.read('logBytes', isWhole, 'a whole number'),
  };
}

function parsedObject(text: string | undefined): Record<string, unknown> {
  if (text === undefined) throw new Error('it does not say where the run stood');
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    // Told below.
  }
  if (!isObject(state)) throw new Error('what it says of where the run stood is not a JSON object');
  return state;
}

function isQuantisation(value: unknown): value is Quantisation {
  return quantisations.includes(value as Quantisation);
}

function isDuration(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) >= 0;
}

function isSums(value: unknown): value is EpochSums {
  return (
    isObject(value) &&
    Number.isFinite(value.loss) &&
    isWhole(value.correct) &&
    isWhole(value.images) &&
    isDuration(value.seconds)
  );
}

function isAccuracyOrNull(value: unknown): value is EpochAccuracy | null {
  if (value === null) return true;
  return (
    isEpochResult(value) &&
    Object.values(value.accuracy).every(isFraction) &&
    'perClass' in value &&
    Array.isArray(value.perClass) &&
    value.perClass.every(isFraction)
  );
}

/** Whether a value is an accuracy, or null for that of no image. */
function isFraction(value: unknown): value is number | null {
  return value === null || (typeof value === 'number' && value >= 0 && value <= 1);
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
