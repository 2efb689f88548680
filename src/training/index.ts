export {
  type AdjustableOptimizer,
  type LearningRateScheduleOptions,
  learningRateSchedule,
} from './learning-rate-schedule';
export type { Gradients } from './pair-with-variables';
export {
  type CosineOptions,
  cosine,
  type Schedule,
  scaleEpochs,
  type WarmupStepOptions,
  warmupStep,
} from './schedules';
export { type Sgd, sgd } from './sgd';
export type { SgdOptions } from './sgd-options';
export type { NamedWeight } from './sgd-state';
