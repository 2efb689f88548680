/**
 * What a training program is written with: nets and methods, images and their batches, backends, and whole runs with
 * checkpoints, logs and reports. In a page the same import has what runs there.
 *
 * Experimental until 1.0: a minor version may change it.
 *
 * The programs in `examples/` show its use; each can be copied into a project of your own.
 *
 * @experimental
 * @packageDocumentation
 */
export { type BackendName, backendNames, type StartedBackend, startBackend } from './backend/start-backend';
export { describeImageFolder } from './command/folder/describe-image-folder';
export {
  type DecidingFolderOptions,
  type FolderDefaults,
  folderOptions,
  uselessFolderOptions,
} from './command/folder/folder-options';
export { suggestedBounds } from './command/folder/suggested-bounds';
export { type PhotoDefaults, photoOptions } from './command/photo-options';
export { runCommand } from './command/run-command';
export { runIfMain } from './command/run-if-main';
export { selectionOptions, selectOption } from './command/selection-options';
export type { ProgressStream } from './command/telling/progress';
export { tellTerminal } from './command/telling/tell-terminal';
export { ClassifierError } from './files/classifier/classifier-error';
export { type LoadedClassifier, loadClassifier } from './files/classifier/load-classifier';
export { saveClassifier } from './files/classifier/save-classifier';
export { type FeatureOptions, type Features, readFeatures } from './files/features/read-features';
export type { FeatureTap } from './files/features/read-tap';
export { writeFeatures } from './files/features/write-features';
export { type Cifar100Sizes, loadCifar100 } from './files/load-cifar100';
export { loadDigits } from './files/load-digits';
export { augmentedSource, plainSource } from './files/memory-sources';
export { efficientNetLite0 } from './files/pretrained/efficientnet-lite0';
export { type KeptOutputs, readOutputs } from './files/reading/read-outputs';
export { loadFromFolder, saveToFolder } from './files/save-model';
export { writeReport } from './files/write-report';
export * from './index';
export type { UselessOption } from './loop/batch-options';
export {
  checkPhotos,
  type ListedPhoto,
  type PhotoCheck,
  type PhotoCheckOptions,
} from './photos/check/check-photos';
export type { PhotoProblem } from './photos/check/listed-problems';
export { MissingImagesError } from './photos/check/missing-images-error';
export { type MissingPhotos, missingPhotos } from './photos/check/missing-photos';
export type { ColourJitter } from './photos/colour-jitter';
export {
  type ClassGroups,
  classGroups,
  type FirstOf,
  type FolderClass,
  type ImageFolderSummary,
  imbalanceOf,
  type SameFile,
  type SamePictures,
} from './photos/folder/image-folder-summary';
export {
  type ImageFolder,
  type ImageFolderOptions,
  loadImageFolder,
} from './photos/folder/load-image-folder';
export { splitHash } from './photos/folder/split-hash';
export type { PathReason } from './photos/folder/walk-folder';
export { holdOutPhotos } from './photos/hold-out-photos';
export { type ImagenetLtLists, loadImagenetLt } from './photos/lists/load-imagenet-lt';
export { type Inaturalist2018Lists, loadInaturalist2018 } from './photos/lists/load-inaturalist2018';
export type { PhotoPlace } from './photos/lists/photo-place';
export type { PhotoList } from './photos/photo-list';
export { type PhotoSourceOptions, photoSource } from './photos/photo-source';
export type { PhotoAugmentation, PhotoTransform } from './photos/photo-transform';
export { readImageSet } from './photos/read-image-set';
export { samplesPerClassOf } from './photos/samples-per-class-of';
export { type UnreadableImage, UnreadableImageError } from './photos/unreadable-image-error';
export {
  type EvaluateOptions,
  type Evaluation,
  evaluateClassifier,
} from './run/classifier/evaluate-classifier';
export {
  type PicturePredictions,
  type PredictPicturesOptions,
  predictPictures,
} from './run/classifier/predict-pictures';
export { type EncodeOptions, encodePhotos, type FolderLists } from './run/features/encode-photos';
export { featureSource, type LabelledFeatures } from './run/features/feature-source';
export { splitFeatures } from './run/features/split-features';
export {
  type FinetuneMethod,
  type FinetuneOptions,
  finetuneMethods,
  type StageSettings,
} from './run/finetune/finetune-options';
export { finetuneRun } from './run/finetune/finetune-run';
export type { StageMetrics } from './run/finetune/record-stage';
export type { RunMetrics, RunResult } from './run/finish-run';
export { folderSources, trainableModel } from './run/folder/folder-sources';
export {
  type BackboneChoice,
  type NormalisationName,
  type OpenBackbone,
  openBackbone,
} from './run/folder/open-backbone';
export { type LabelledPart, type UsableSplits, usableSplits } from './run/folder/usable-splits';
export { wholeClassifier } from './run/folder/whole-classifier';
export { InterruptedError, type StopPosition, type StoppedBefore, type StopSignal } from './run/interrupt';
export type { Job, JobContext, JobDefaults, JobOptions, RunPlace } from './run/job';
export type { JobOption } from './run/job-options';
export { FolderInUseError } from './run/lock/folder-in-use-error';
export {
  findPhotos,
  type PaperStep,
  type PhotoJobOptions,
  type PhotoReading,
  photoReading,
  photoReadingOptions,
  scaledStep,
} from './run/photo-job';
export {
  CheckpointError,
  FolderTakenError,
  NoImagesError,
  NoRunError,
  type OptionNaming,
  OtherArithmeticError,
  OtherDataError,
  OtherOptionError,
  type PreviousCheckpoint,
  RunStoppedError,
  StageDivergedError,
  UnreadOptionError,
} from './run/run-errors';
export type {
  BackendEvent,
  DecodingEvent,
  EncodingEvent,
  EndEvent,
  EpochEvent,
  EpochProgress,
  EvaluatingEvent,
  NoteEvent,
  RunEvent,
  SkippedEvent,
  StepEvent,
  Tell,
  WeightsEvent,
} from './run/run-events';
export { type RunListener, runJob } from './run/run-job';
export type { EpochAccuracy } from './run/run-state';
export {
  type HeldOutSelectionOptions,
  type SelectionOptions,
  selectionDefaults,
} from './run/selection/selection';
export { type BackboneJobOptions, startBackbone } from './run/start-backbone';
export { OtherTeacherError, TeacherError } from './run/teacher/teacher-error';
