import type { RunLog } from 'mbib/jobs';
import type { RunSettings } from './run-settings';

/** What was computed of the test images after an epoch. */
export interface TestOutputs {
  /** The predicted class of each test image, `[test]`, in the order of `splitOf(data, seed).test`. */
  predictions: Int32Array;
  /** The mean positive posterior of each class, `[classes]`; null for a class without test images. */
  posterior: (number | null)[];
  /** The test images whose representation is `z`, `[sample]`. */
  sample: Int32Array;
  /** The representation of those images, `[sample, width]`. */
  z: Float32Array;
  width: number;
}

/** The loss of one step. */
export interface StepLoss {
  /** Number of the step from the beginning of the training, from 1. */
  step: number;
  loss: number;
}

/** How often one head of a network is right by itself. */
export interface HeadAccuracy {
  /** 'v1', 'v2', 'v3' for the taps, shallow to deep; 'z'. */
  name: string;
  /** Share of the test images, 0..1. */
  accuracy: number;
}

/** How far a run is. */
export type RunStatus = 'waiting' | 'training' | 'paused' | 'stopped' | 'finished' | 'failed';

/** One training of one method with one seed: plain data, which can be kept and sent to a worker. A change makes a new object. */
export interface Run {
  /** Unique. */
  id: string;
  /** What the user calls it and the other seeds of its settings. Left out, it is called by its method and settings. */
  name?: string;
  /** When it was asked for, as an ISO time. */
  created: string;
  settings: RunSettings;
  /** The `id` of its data. */
  dataId: string;
  /** Its log as far as it has come, in the form of a job's log. Undefined until it has started. */
  log?: RunLog;
  /** Losses by step, at most a few hundred; each is the mean since the one before. */
  steps: readonly StepLoss[];
  /** Steps that are done, of `log.start.steps · log.start.epochs`. */
  done: number;
  /** Accuracy of every head after the last epoch, shallow to deep, where the method has several. */
  heads?: readonly HeadAccuracy[];
  /** What the last epoch gave for the test images. */
  outputs?: TestOutputs;
  /** The archive of its classifier, once it is finished, or stopped after a step at least. */
  classifier?: ArrayBuffer;
  status: RunStatus;
  /** What is being prepared before it trains, as a sentence. */
  preparing?: string;
  /** Why it failed. */
  error?: string;
  /** Whether it failed since its loss was no number any more: the same settings would fail again. */
  diverged?: boolean;
}
