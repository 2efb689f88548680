import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { wholeNumberFrom } from '../../../checks';

/** Adds a stage behind `x`: its output has `filters` channels and comes from a layer called `name`. */
export type AddStage = (x: SymbolicTensor, filters: number, name: string) => SymbolicTensor;

/** How a network reads the number of its experts: at least 2, or left out for one network without experts. */
export const expertsOption = { experts: { check: wholeNumberFrom(2), default: undefined } } as const;

/** How wide the stages of an expert are, compared with those of one network. */
const WIDTH = 0.75;

/**
 * What the names of an expert's layers start with.
 *
 * @param index of the expert, from 0
 */
export function expertPrefix(index: number): string {
  return `expert${index + 1}_`;
}

/**
 * The stages that each expert has for itself, behind those that all share; without experts, the stages of one network. Those of an expert
 * have three quarters of the channels, and names that start with `expert1_`, `expert2_` and so on.
 *
 * @param shared what the stages start from
 * @param stages number of channels of each stage by its name, shallow to deep
 * @param experts number of experts, at least 2; undefined for one network
 * @param add adds a stage
 * @returns the deepest map of each expert, or of the network
 * @see Wang et al. 2021, Long-tailed Recognition by Routing Diverse Distribution-Aware Experts, its code's reduced dimensions
 *
 * @example
 * ```ts
 * const outputs = expertStages(stage1, { stage2: 32, stage3: 64 }, 3, addStage); // ends in expert1_stage3, expert2_stage3, expert3_stage3
 * ```
 */
export function expertStages(
  shared: SymbolicTensor,
  stages: Readonly<Record<string, number>>,
  experts: number | undefined,
  add: AddStage,
): SymbolicTensor[] {
  const branch = (prefix: string, width: number) =>
    Object.entries(stages).reduce(
      (x, [name, filters]) => add(x, filters * width, `${prefix}${name}`),
      shared,
    );
  if (experts === undefined) return [branch('', 1)];
  return Array.from({ length: experts }, (_, index) => branch(expertPrefix(index), WIDTH));
}
