import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { wholeNumberFrom } from '../../../checks';

/** Where a stage belongs: to the network itself, or to one of its experts. */
export interface Branch {
  /** What the names of its layers start with: `''`, or `'expert1_'`. */
  readonly prefix: string;
  /** How many channels it has, as a share of those of a network without experts. */
  readonly width: number;
}

/** The branch of a network without experts, and of the stages that all experts share. */
export const trunk: Branch = { prefix: '', width: 1 };

/** Adds a stage behind `x`, whose output comes from a layer called `${branch.prefix}${stage}`. */
export type AddStage<Stage extends string = string> = (
  x: SymbolicTensor,
  stage: Stage,
  branch: Branch,
) => SymbolicTensor;

/** How a network reads the number of its experts: at least 2, or left out for one network without experts. */
export const expertsOption = { experts: { check: wholeNumberFrom(2), default: undefined } } as const;

/**
 * What the names of an expert's layers start with.
 *
 * @param index of the expert, from 0
 */
export function expertPrefix(index: number): string {
  return `expert${index + 1}_`;
}

/**
 * The stages of a network: the first ones, which all experts share, and the others once for each expert, with three quarters of the
 * channels and names that start with `expert1_`, `expert2_` and so on. Without experts, the stages one behind the other.
 *
 * @param x what the first stage starts from
 * @param shared names of the stages that all share
 * @param own names of the stages that each expert has for itself
 * @param experts number of experts, at least 2; undefined for one network
 * @param add adds a stage
 * @returns the deepest map of each expert, or of the network
 * @see Wang et al. 2021, Long-tailed Recognition by Routing Diverse Distribution-Aware Experts, its code's reduced dimensions
 *
 * @example
 * ```ts
 * const outputs = networkStages(stem, ['stage1'], ['stage2', 'stage3'], 2, add); // of the layers expert1_stage3 and expert2_stage3
 * ```
 */
export function networkStages<Stage extends string>(
  x: SymbolicTensor,
  shared: readonly Stage[],
  own: readonly Stage[],
  experts: number | undefined,
  add: AddStage<Stage>,
): SymbolicTensor[] {
  const through = (from: SymbolicTensor, stages: readonly Stage[], branch: Branch) =>
    stages.reduce((y, stage) => add(y, stage, branch), from);
  const common = through(x, shared, trunk);
  if (experts === undefined) return [through(common, own, trunk)];
  return Array.from({ length: experts }, (_, index) =>
    through(common, own, { prefix: expertPrefix(index), width: 0.75 }),
  );
}
