import type { LossOption } from '../loss-options';

/** The options that the losses of other papers have for themselves. */
export interface BaselineOptions {
  /** Exponent γ of the focal loss. */
  readonly focalGamma: LossOption;
  /** β of the class weights by the effective number of samples. */
  readonly cbBeta: LossOption;
  /** Share of the training before deferred class weights begin. */
  readonly drwStart: LossOption;
  /** LDAM's margin of the rarest class. */
  readonly ldamMargin: LossOption;
  /** Exponent γ of the temperatures of CDT. */
  readonly cdtGamma: LossOption;
  /** Weight α of the regulariser of LADE. */
  readonly ladeAlpha: LossOption;
  /** Weight λ of the squares in the regulariser of LADE. */
  readonly ladeLambda: LossOption;
  /** Exponent p of the mitigation factor of Seesaw. */
  readonly seesawP: LossOption;
  /** Exponent q of the compensation factor of Seesaw. */
  readonly seesawQ: LossOption;
  /** Label-aware smoothing of the most frequent class. */
  readonly smoothingHead: LossOption;
  /** Label-aware smoothing of the rarest class. */
  readonly smoothingTail: LossOption;
  /** Weight β of the branches' own losses of ResLT. */
  readonly resltBeta: LossOption;
  /** Weight α of the distillation of DiVE. */
  readonly diveAlpha: LossOption;
  /** Temperature T of teacher and student of DiVE. */
  readonly diveTemperature: LossOption;
  /** Power p that flattens the teacher's probabilities of DiVE. */
  readonly divePower: LossOption;
}
