export {
  type ClassCounts,
  classTemperatures,
  classWeights,
  type LongTailedCountsOptions,
  longTailedCounts,
} from './class-counts';
export {
  type CosineClassifier,
  type HeadOptions,
  type Neck,
  neckDefaults,
} from './heads/layers/head-options';
export { type LoadOptions, loadMBIB } from './heads/load-mbib';
export { type LoadHeadsOptions, loadMBIBHeads } from './heads/load-mbib-heads';
export {
  type HeadLogits,
  type MbibHeads,
  type MbibHeadsOptions,
  mbibHeads,
  type TrainableHeads,
} from './heads/mbib-heads';
export type { SaveOptions } from './heads/saving/save-net';
export type { NetHandler } from './heads/saving/saved-net';
export type { TapLayer } from './heads/taps/connect-taps';
export type { Backbone, GraphBackbone, GraphInput } from './heads/taps/graph-backbone';
export { type ListTapsOptions, listTaps, type TapCandidate } from './heads/taps/list-taps';
export type { DataFormat } from './heads/taps/pool';
export { type MbibModel, type WithMbibOptions, withMBIB } from './heads/with-mbib';
export { lossDefaults } from './loss-defaults';
export { balancedSoftmaxLoss } from './losses/balanced-softmax-loss';
export { bibLoss } from './losses/bib-loss';
export type { Connection, Connections } from './losses/connections';
export type {
  BalancedSoftmaxLossOptions,
  BibLossOptions,
  Reduction,
  SelfDistillationLossOptions,
  WholeBatch,
} from './losses/loss-options';
export { type MbibLossOptions, mbibLoss } from './losses/mbib-loss';
export { selfDistillationLoss } from './losses/self-distillation-loss';
export type { ClassMeans } from './metrics/class-means';
export {
  type ClassificationMetrics,
  type ClassificationMetricsOptions,
  type ClassMetrics,
  classificationMetrics,
  type WorstClass,
} from './metrics/classification-metrics';
export {
  type ExpectedCalibrationErrorOptions,
  expectedCalibrationError,
} from './metrics/expected-calibration-error';
export {
  type ClassificationMetricsIntervalsOptions,
  classificationMetricsIntervals,
} from './metrics/intervals/classification-metrics-intervals';
export {
  type ExpectedCalibrationErrorIntervalOptions,
  expectedCalibrationErrorInterval,
} from './metrics/intervals/expected-calibration-error-interval';
export type { Interval, IntervalOptions } from './metrics/intervals/interval';
export { type ProportionIntervalOptions, proportionInterval } from './metrics/intervals/proportion-interval';
export {
  type ShotAccuracyIntervalsOptions,
  shotAccuracyIntervals,
} from './metrics/intervals/shot-accuracy-intervals';
export { type MeanPositivePosteriorOptions, meanPositivePosterior } from './metrics/mean-positive-posterior';
export type { ClassIds } from './metrics/read-class-ids';
export { type RepresentationQuality, representationQuality } from './metrics/representation-quality';
export { type ShotAccuracy, type ShotAccuracyOptions, shotAccuracy } from './metrics/shot-accuracy';
export { shotBounds } from './metrics/shot-bounds';
