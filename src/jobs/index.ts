/**
 * What a training program is written with, as far as it runs in a page as in Node: nets and methods, images in memory and
 * their batches, one epoch, and the report's parts. In Node the same import has more: photographs, files, backends and whole
 * runs with checkpoints.
 *
 * Experimental until 1.0: a minor version may change it.
 *
 * @experimental
 * @packageDocumentation
 */
export type { ImageForm } from './classifier/card/picture-form';
export { type ClassifierFilesOptions, classifierFiles } from './classifier/classifier-files';
export type {
  ClassBounds,
  ClassifierDescription,
  ClassifierLabels,
  ClassifierMeasurement,
  ClassifierMetadata,
  GraphBackboneMetadata,
} from './classifier/description';
export { type GraphClassifierBackbone, graphClassifierFiles } from './classifier/graph-classifier-files';
export { type ClassifierFile, weightsName } from './classifier/model-files';
export { type Quantisation, quantisations } from './classifier/quantise/quantise';
export { withPreprocessing } from './classifier/with-preprocessing';
export { zip } from './classifier/zip';
export type { Batch, BatchSource, ImageBatches } from './data/batch-source';
export { imagesOf } from './data/batch-tensors';
export { batchesInOrder } from './data/batches-in-order';
export { DataError } from './data/data-error';
export {
  type DigitsDefaults,
  digitsDataSet,
  digitsDefaults,
  digitsPasses,
} from './data/digits/digits-defaults';
export { type DigitsRecipe, digitsAugmentation, digitsRecipe, repeated } from './data/digits/digits-recipe';
export {
  digitsCounts,
  digitsImbalanceFactor,
  digitsPerClass,
  longTailedDigits,
} from './data/digits/long-tailed-digits';
export { parseDigits } from './data/digits/parse-digits';
export {
  countPerClass,
  type ImageSet,
  type ImageSplit,
  indicesOfClasses,
  pixelsOf,
  selectImages,
} from './data/image-set';
export { type LongTailedSubset, longTailedSubset } from './data/long-tailed-subset';
export { augmentedBatches, plainBatches } from './data/memory-batches';
export { MersenneTwister, type Shuffled } from './data/mersenne-twister';
export { type SamplerName, type Sampling, samplerNames } from './data/order/epoch-order';
export { augmentCrop, type CropAugmentation, cifarAugmentation } from './data/preprocessing/augment-crop';
export {
  cifarNormalisation,
  digitsNormalisation,
  efficientNetLiteNormalisation,
  imagenetNormalisation,
  inaturalistNormalisation,
  type Normalisation,
} from './data/preprocessing/normalisations';
export { normalise } from './data/preprocessing/normalise';
export type { Preprocessing } from './data/preprocessing/preprocessing';
export { type HeldOut, type HoldOutOptions, holdOutImages } from './data/split/hold-out';
export type { SplitFractions } from './data/split/share-of-class';
export type { Split } from './data/split/stratified-split';
export { largestUint32 } from './data/uint32';
export { type EpochFigures, type EpochSums, epochFigures, noSums } from './log/epoch-sums';
export { percent, points } from './log/format';
export { GROUPS, type Group, groupsOf } from './log/groups';
export { messageOf } from './log/message-of';
export type { MistakePicture } from './log/outputs/mistake-picture';
export type { ByRepresentation, RepresentationName } from './log/outputs/representations';
export type { RunOutputs, TestedRepresentation } from './log/outputs/run-outputs';
export type { TestedRows } from './log/outputs/tested-rows';
export { parseRunLog } from './log/parse-run-log';
export type {
  EndLine,
  EpochLine,
  EpochResult,
  FirstStageOfLog,
  GroupAccuracy,
  GroupBounds,
  LogLine,
  LogVersions,
  RecordedOptions,
  ResumeLine,
  RunLog,
  StartLine,
  TeacherOfLog,
  WrittenStartLine,
} from './log/run-log';
export { formatLogLine, LOG_FORMAT } from './log/run-log';
export { RunLogError } from './log/run-log-error';
export { bestEpoch, endLine, secondsOf } from './log/run-summary';
export {
  type SecondStageName,
  type SecondStageTitle,
  secondStageNames,
  secondStages,
} from './log/second-stages';
export { type MeanSd, meanSd, movingMean } from './log/statistics';
export { studentInterval } from './log/student-t';
export { inSentence, list, plural } from './log/words';
export type { BatchOptions } from './loop/batch-options';
export { type BatchOutputs, type ObservedNet, observedNet } from './loop/batch-outputs';
export { DivergedError, type Divergence } from './loop/diverged-error';
export { type Mixing, type MixName, mixNames } from './loop/mix-batch';
export { nextTurn } from './loop/next-turn';
export { serveWorkerReplica } from './loop/replicas/page/serve-worker-replica';
export { startWorkerReplicas, type WorkerReplicas } from './loop/replicas/page/start-worker-replicas';
export type { ReplicaWorker } from './loop/replicas/page/web-worker';
export { ReplicaError } from './loop/replicas/replica-error';
export type { BatchGradients, Observer, Predictor, Replicas } from './loop/replicas/replicas';
export type { AbortLike, ReplicatedRecipe } from './loop/replicas/start-threads';
export type { SecondLabels, StepBatch } from './loop/step-batch';
export type { StepPlace } from './loop/step-meter';
export { type TestOutputsOptions, testOutputs } from './loop/test-outputs';
export {
  type EpochPosition,
  type GraphModelFiles,
  type Recipe,
  type StepRecipe,
  trainEpoch,
  type WholeClassifier,
} from './loop/train-epoch';
export { trainingEnvironment } from './loop/training-environment';
export { type BackboneName, backboneNames, buildBackbone } from './nets/build-backbone';
export { buildNet, type LossAndScores, type Net, type NetOptions } from './nets/build-net';
export { multiplyAdds } from './nets/cost/multiply-adds';
export { efficientNetLite0 } from './nets/efficientnet-lite0/efficientnet-lite0';
export type { EfficientNetOptions } from './nets/efficientnet-lite0/efficientnet-options';
export { expertsOf } from './nets/experts/experts-of';
export { buildFeatureNet, type FeatureNet } from './nets/frozen/feature-net';
export { buildFrozenNet, type FrozenNet, type FrozenNetOptions } from './nets/frozen/frozen-net';
export {
  type BaselineOptions,
  defaultLossOptions,
  type LossOption,
  type LossOptions,
  lossOptionNames,
  lossOptions,
  lossOptionsOf,
  type Method,
  type MethodName,
  methodNames,
  methods,
  type PaperOptions,
  paperOptions,
  pickLossOptions,
} from './nets/methods';
export type { ExpertOptions } from './nets/methods/experts/expert-option';
export type {
  Classifier,
  FeatureHeads,
  HeadTask,
  LossContext,
  MethodBatch,
  MethodHeads,
  MixedLabels,
  Tapped,
} from './nets/methods/method';
export { type OwnRecipe, scheduleOf } from './nets/methods/own-recipe';
export { ownRecipe } from './nets/methods/own-recipe-of';
export { type BackboneOptions, photoSize } from './nets/resnet/residual-network';
export { resnet32 } from './nets/resnet/resnet32';
export { resnet32Taps } from './nets/resnet/resnet32-taps';
export { smallConvnet } from './nets/small-convnet';
export { type Teacher, withTeacher } from './nets/with-teacher';
export type { PageAssets } from './report/document/page-html';
export { asImage, drawChart } from './report/draw-chart';
export { classFigures, learningCurves } from './report/figures';
export { groupOf, groupRules } from './report/group-of';
export { classOrder, type DataSet, groupRuns, type RepeatedRun } from './report/grouping/data-sets';
export type { Series } from './report/grouping/series-of';
export { Html, type HtmlValue, html } from './report/html';
export {
  type AccuracyDifference,
  accuracyDifferences,
  pairRuns,
} from './report/intervals/accuracy-differences';
export { type AccuracyInterval, accuracyIntervals } from './report/intervals/accuracy-intervals';
export {
  COMPARED_FIGURES,
  type ComparedFigure,
  type TestedRun,
} from './report/intervals/class-figures';
export { intervalOverRuns } from './report/intervals/interval-over-runs';
export { meanInterval } from './report/intervals/mean-interval';
export { pairedInterval } from './report/intervals/paired-interval';
export {
  type MethodTitle,
  type MethodTitles,
  methodRank,
  methodTitle,
  type OptionTitle,
  optionTitle,
  seriesColours,
} from './report/method-title';
export { tiles } from './report/overview';
export { type ReportDetails, reportHtml } from './report/report-html';
export { groupTable } from './report/tables';
export type { ReportedOutputs, RunDetails } from './report/tested/run-details';
