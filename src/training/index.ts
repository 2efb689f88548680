export { type AdamW, type AdamWConfig, adamW } from './adam-w';
export type { AdamWOptions } from './adam-w-options';
export type { GroupedOptimizer } from './grouped-optimizer';
export {
  type AdjustableOptimizer,
  type LearningRateScheduleOptions,
  learningRateSchedule,
} from './learning-rate-schedule';
export type { GroupedOptimizerConfig } from './optimizer-config';
export type { NamedWeight } from './optimizer-state';
export type { Gradients } from './pair-with-variables';
export type { ParameterGroup, SavedParameterGroup } from './parameter-groups';
export {
  type CosineOptions,
  cosine,
  type Schedule,
  scaleEpochs,
  type WarmupStepOptions,
  warmupStep,
} from './schedules';
export { type Sgd, type SgdConfig, sgd } from './sgd';
export type { SgdOptions } from './sgd-options';
