import type { EpochLine, ImageSet, LossOptions, MethodName, StartLine } from 'mbib/jobs';

/** Backends of the page. */
export const backendNames = ['wasm', 'webgpu', 'webgl', 'cpu'] as const;

/** @see backendNames */
export type BackendName = (typeof backendNames)[number];

/** What is trained and how. */
export interface PlaygroundOptions extends LossOptions {
  backend: BackendName;
  /** Two different ones, trained side by side. */
  methods: [MethodName, MethodName];
  /** Of the digits; a folder's classes have the images that they have. */
  imbalanceFactor: number;
  epochs: number;
  /** How often an epoch sees each image; of a large folder less. */
  passes: number;
  seed: number;
}

/** Images of the user's own, split already. */
export interface OwnImages {
  train: ImageSet;
  test: ImageSet;
}

/** Which classifier is meant: that of the first or second run, or the one that was loaded. */
export type ModelName = 0 | 1 | 'loaded';

/** What the page tells the training worker; those with an `id` are answered. */
export type Request =
  | { type: 'start'; options: PlaygroundOptions; own: OwnImages | null }
  | { type: 'pause' }
  | { type: 'continue' }
  | { type: 'loseDevice' }
  | { type: 'stop'; id: number }
  | { type: 'save'; id: number; model: ModelName }
  | { type: 'load'; id: number; backend: BackendName; files: ModelFiles }
  | { type: 'classify'; id: number; model: ModelName; pixels: Uint8Array };

/** The two files of a saved classifier. */
export interface ModelFiles {
  json: string;
  weights: ArrayBuffer;
}

/** What a classifier takes and gives. */
export interface ClassifierForm {
  shape: [height: number, width: number, channels: number];
  classNames: string[];
}

/** How many tensors there are, and how many there were before the training. */
export interface Memory {
  tensors: number;
  baseline: number;
}

/** What a run makes of the test images after an epoch. */
export interface TestOutputs {
  /** `[test]`, the predicted classes. */
  predictions: Int32Array;
  /** `[classes]`, mean positive posterior. */
  posterior: (number | null)[];
  /** `[sample, width]`, the representation of some of the test images. */
  z: Float32Array;
  width: number;
}

/** What the training worker tells the page. */
export type Report =
  | {
      type: 'started';
      starts: [StartLine, StartLine];
      form: ClassifierForm;
      test: ImageSet;
      /** Which test images `z` is of. */
      sample: Int32Array;
      memory: Memory;
    }
  | { type: 'step'; run: 0 | 1; epoch: number; step: number }
  | { type: 'epoch'; run: 0 | 1; line: EpochLine; outputs: TestOutputs; memory: Memory }
  | { type: 'finished' }
  /** Ends the training. With `deviceLost` the worker can do nothing more. */
  | { type: 'failed'; message: string; deviceLost: boolean; memory: Memory | null }
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'refusal'; id: number; message: string };
