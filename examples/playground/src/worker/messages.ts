import type { EpochLine, StartLine } from 'mbib/jobs';
import type { PlaygroundData } from '../state/playground-data';
import type { HeadAccuracy, StepLoss, TestOutputs } from '../state/run';
import type { RunSettings } from '../state/run-settings';
import type { DataFeatures } from './features/features';

/** The messages from the page to the worker of a run. The first is `start`. */
export type Request =
  | {
      type: 'start';
      settings: RunSettings;
      data: PlaygroundData;
      /** The features of the data, where the run learns from them. */
      features: DataFeatures | undefined;
    }
  | { type: 'pause' }
  | { type: 'continue' }
  /** Ends the training after the step under way; the worker answers with `ended`. */
  | { type: 'stop' }
  /** For tests: loses the GPU, as when a driver restarts. */
  | { type: 'loseDevice' };

/** The number of tensors in the worker now, and before the training. */
export interface Memory {
  tensors: number;
  baseline: number;
}

/** The messages from the worker of a run to the page. The last is `ended` or `failed`. */
export type Report =
  /** What is being prepared, as a sentence. */
  | { type: 'preparing'; sentence: string }
  | { type: 'started'; start: StartLine }
  /** Some steps were done, of which some losses are known. */
  | { type: 'steps'; steps: StepLoss[]; done: number }
  | { type: 'epoch'; line: EpochLine; outputs: TestOutputs; heads: HeadAccuracy[] | undefined }
  /** The training is over; the classifier is left out where there was no step. The memory is that after everything was freed. */
  | { type: 'ended'; status: 'finished' | 'stopped'; classifier: ArrayBuffer | undefined; memory: Memory }
  /** The training has ended by an error. With `deviceLost` the worker cannot be used any more; `diverged` where the loss was no number. */
  | {
      type: 'failed';
      message: string;
      deviceLost: boolean;
      diverged?: boolean;
      memory: Memory | undefined;
    };
