export type { RandomState } from '../random-bits';
export type { BaselineLossOptions } from './composed/loss-options';
export { type AdjustLogitsOptions, adjustLogits, logitsForPrior } from './losses/adjust-logits';
export { type CdtLossOptions, cdtLoss, cdtTemperatures } from './losses/cdt-loss';
export { cosineKernel, cosineLogits } from './losses/cosine-logits';
export { crossEntropyLoss } from './losses/cross-entropy-loss';
export { type DiveLossOptions, diveLoss } from './losses/dive-loss';
export { type FocalLossOptions, focalLoss } from './losses/focal-loss';
export {
  type LabelAwareSmoothing,
  type LabelAwareSmoothingLossOptions,
  labelAwareSmoothingFactors,
  labelAwareSmoothingLoss,
} from './losses/label-aware-smoothing-loss';
export {
  type LadeLossOptions,
  type LadeRegulariserOptions,
  ladeLoss,
  ladeRegulariser,
} from './losses/lade-loss';
export { type LdamLossOptions, ldamLoss, ldamMargins } from './losses/ldam-loss';
export { type LogitAdjustedLossOptions, logitAdjustedLoss } from './losses/logit-adjusted-loss';
export { type ResltLossOptions, resltLoss } from './losses/reslt-loss';
export { type RideLossOptions, rideDiversityTemperatures, rideLoss } from './losses/ride-loss';
export { type SadeLossOptions, sadeInversePrior, sadeLoss } from './losses/sade-loss';
export { type SeesawLossOptions, seesawLoss } from './losses/seesaw-loss';
export { weightBalancingLoss } from './losses/weight-balancing-loss';
export type { MixedBatch, Mixer, Mixture, MixupOptions } from './mixing/mixer';
export { mixup } from './mixing/mixup';
export { type RemixOptions, remix } from './mixing/remix';
export {
  type ClassAwareSamplerOptions,
  type ClassAwareSamplerState,
  classAwareSampler,
} from './samplers/class-aware-sampler';
export { type PowerSamplerOptions, powerSampler, reverseSampler } from './samplers/power-sampler';
export {
  type ProgressiveSampler,
  type ProgressiveSamplerOptions,
  type ProgressiveSamplerState,
  progressiveSampler,
} from './samplers/progressive-sampler';
export type { DrawsState, Sampler, SamplerOptions } from './samplers/sampler';
export { samplingProbabilities } from './samplers/sampling-probabilities';
export { type DisAlignOptions, disAlign } from './second-stages/disalign';
export { learnableWeightScaling } from './second-stages/learnable-weight-scaling';
export { maxNormProjected, maxNormRadius } from './second-stages/max-norm';
export { type RetrainedClassifierOptions, retrainedClassifier } from './second-stages/retrained-classifier';
export type { LinearClassifier, SecondStage } from './second-stages/second-stage';
export {
  type SecondStageRecipe,
  type SecondStageState,
  type SecondStageTraining,
  secondStageTraining,
} from './second-stages/second-stage-training';
export { tauNormalised } from './second-stages/tau-normalised';
export { type WeightBalancingOptions, weightBalancing } from './second-stages/weight-balancing';
export { classBalancedWeights } from './weights/class-balanced-weights';
export { type DeferredReweightingOptions, deferredReweighting } from './weights/deferred-reweighting';
export { disAlignWeights } from './weights/disalign-weights';
export { type SeenCounts, seenCounts } from './weights/seen-counts';
