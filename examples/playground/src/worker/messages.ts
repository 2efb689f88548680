import type { EpochLine, ImageSet, ImageSplit, LossOptions, MethodName, StartLine } from 'mbib/jobs';
import type { BackendName } from '../state/backend-names';

/** What is trained, and how. */
export interface PlaygroundOptions extends LossOptions {
  /** The backend of the worker. */
  backend: BackendName;
  /** The two methods that are compared. */
  methods: [MethodName, MethodName];
  /** Images of the most frequent digit divided by those of the rarest. It does not apply to a folder. */
  imbalanceFactor: number;
  /** Length of the training in epochs. */
  epochs: number;
  /** How often an epoch goes through the images; less often for a large folder. */
  passes: number;
  /** Seed of everything random. */
  seed: number;
}

/** A classifier of the worker: that of the first run, that of the second, or the one that was loaded from files. */
export type ModelName = 0 | 1 | 'loaded';

/** The messages from the page to the training worker. It answers those with an `id`. */
export type Request =
  | { type: 'start'; options: PlaygroundOptions; own: ImageSplit | null }
  | { type: 'pause' }
  | { type: 'continue' }
  | { type: 'loseDevice' }
  | { type: 'stop'; id: number }
  | { type: 'save'; id: number; model: 0 | 1 }
  | { type: 'load'; id: number; backend: BackendName; files: ModelFiles }
  | { type: 'classify'; id: number; model: ModelName; pixels: Uint8Array };

/** The files of a saved classifier. */
export interface ModelFiles {
  /** The text of model.json. */
  json: string;
  weights: ArrayBuffer;
  /** The text of labels.json. */
  labels?: string;
}

/** The shape of a classifier's images, and the names of its classes. */
export interface ClassifierForm {
  shape: [height: number, width: number, channels: number];
  classNames: string[];
}

/** The number of tensors in the worker now, and before the training. */
export interface Memory {
  tensors: number;
  baseline: number;
}

/** What was computed of the test images after an epoch of a run. */
export interface TestOutputs {
  /** The predicted class of each test image, `[test]`. */
  predictions: Int32Array;
  /** The mean positive posterior of each class, `[classes]`. */
  posterior: (number | null)[];
  /** The representation of some of the test images, `[sample, width]`. */
  z: Float32Array;
  width: number;
}

/** The messages from the training worker to the page. */
export type Report =
  | {
      type: 'started';
      starts: [StartLine, StartLine];
      form: ClassifierForm;
      test: ImageSet;
      /** The test images whose representation is sent as `z`. */
      sample: Int32Array;
      memory: Memory;
    }
  | { type: 'step'; run: 0 | 1; epoch: number; step: number }
  | { type: 'epoch'; run: 0 | 1; line: EpochLine; outputs: TestOutputs; memory: Memory }
  | { type: 'finished' }
  /** The training has ended by an error. With `deviceLost` the worker cannot be used any more. */
  | { type: 'failed'; message: string; deviceLost: boolean; memory: Memory | null }
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'refusal'; id: number; message: string };
