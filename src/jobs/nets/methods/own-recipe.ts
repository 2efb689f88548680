import { type Schedule, warmupStep } from 'mbib/training';
import { assertOneOf } from '../../../checks';

/**
 * A recipe of the field for a method on CIFAR-100-LT with ResNet-32: SGD with momentum 0.9, and a learning rate that is multiplied by a
 * factor at some epochs. The numbers are facts of papers and programs, not always of the method's own authors.
 */
export interface OwnRecipe {
  /** Where the numbers are from: its authors' paper or program, or another one that trains the method. */
  readonly source: string;
  /** Length of the training. */
  readonly epochs: number;
  /** Images a step. */
  readonly batchSize: number;
  /** After the warm-up. */
  readonly learningRate: number;
  /** On every parameter. */
  readonly weightDecay: number;
  /** Whether the momentum is Nesterov's. Left out, it is not. */
  readonly nesterov?: boolean;
  /**
   * From which share of the learning rate the five epochs of warm-up start: in epoch e of 0..4, `'fifth'` is (e + 1) / 5, and `'third'` is
   * 1/3 + 2/3 · e / 5.
   */
  readonly warmup: 'fifth' | 'third';
  /** Epochs, counted from 0, from which on the rate is multiplied by `factor` once more. */
  readonly milestones: readonly number[];
  /** What it is multiplied by. */
  readonly factor: number;
}

/**
 * The learning rate of a recipe over its epochs.
 *
 * @param recipe a method's own, or the one for all
 * @returns a schedule for `recipe.epochs` epochs; `scaleEpochs` of mbib/training fits it to another length
 * @throws RangeError | TypeError where a number or the warm-up does not fit
 *
 * @example
 * ```ts
 * import { ownRecipe, scheduleOf } from 'mbib/jobs';
 *
 * const learningRate = scheduleOf(ownRecipe('lade'));
 * [0, 4, 5, 120].map(learningRate); // 0.067, 0.173, 0.2, 0.002
 * ```
 */
export function scheduleOf({ learningRate, warmup, milestones, factor }: OwnRecipe): Schedule {
  assertOneOf('recipe.warmup', warmup, ['fifth', 'third']);
  if (warmup === 'fifth') return warmupStep({ learningRate, milestones, factor });
  const steps = warmupStep({ learningRate, warmupEpochs: 0, milestones, factor });
  return (epoch) => (epoch < 5 ? (1 / 3 + ((2 / 3) * Math.floor(epoch)) / 5) * steps(epoch) : steps(epoch));
}

/** The scripts of LDAM-DRW, which many papers follow. */
export const ldamRecipe: OwnRecipe = {
  source: 'the scripts of LDAM-DRW',
  epochs: 200,
  batchSize: 128,
  learningRate: 0.1,
  weightDecay: 2e-4,
  warmup: 'fifth',
  milestones: [160, 180],
  factor: 0.01,
};

/** Section 4.2 of the paper of MBIB, which is the schedule that the job has for all methods. */
export const paperRecipe: OwnRecipe = {
  ...ldamRecipe,
  source: 'Mixture of Balanced Information Bottlenecks, Section 4.2',
  weightDecay: 3e-4,
};
