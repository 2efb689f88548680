import {
  assertFunction,
  assertNotNegative,
  assertPositive,
  assertRate,
  reject,
  rejectType,
  show,
} from '../checks';
import { resolveOptions } from '../options';

/**
 * A learning rate schedule: a function that takes the position in the training, in epochs from 0, and returns the learning
 * rate there. Position 2 is the start of the third epoch, 2.5 its middle.
 *
 * @example
 * ```ts
 * import type { Schedule } from 'mbib/training';
 * const halvedEveryTenEpochs: Schedule = (epoch) => 0.1 * 0.5 ** Math.floor(epoch / 10);
 * halvedEveryTenEpochs(12.5); // 0.05
 * ```
 */
export type Schedule = (epoch: number) => number;

/** The learning rate that a schedule gives at a position in epochs. Throws where it gives none. */
export function rateAt(argument: string, schedule: Schedule, epoch: number): number {
  const rate = schedule(epoch);
  assertRate(`${argument}(${epoch}), the learning rate,`, rate);
  return rate;
}

/** Options of {@link warmupStep}. The defaults are those of LDAM-DRW for 200 epochs of CIFAR-100-LT. */
export interface WarmupStepOptions {
  /** Learning rate after the warm-up and before the first milestone, in 0..1e18. LDAM-DRW uses 0.1. */
  learningRate: number;
  /** Length of the warm-up in epochs, at least 0; 0 is no warm-up. Default 5. */
  warmupEpochs?: number;
  /** Positions in epochs, ascending. From each one on the rate is multiplied by `factor` once more. Default [160, 180]. */
  milestones?: readonly number[];
  /** What the rate is multiplied by at each milestone, at least 0. Default 0.01. */
  factor?: number;
}

/**
 * A schedule with a linear warm-up and steps down: that of LDAM-DRW, which the paper follows on CIFAR-100-LT.
 *
 * In epoch e of the warm-up, counted from 0, the rate is `learningRate · (e + 1) / warmupEpochs`. The rate is constant within
 * an epoch, as in LDAM-DRW, so it makes no difference whether it is applied per epoch or per step. For a training of another
 * length use {@link scaleEpochs}.
 *
 * @returns the schedule; it throws a RangeError for a negative position
 * @throws RangeError where an option is out of range or the milestones do not ascend
 * @throws TypeError where an option is missing, unknown or of another type
 * @see https://github.com/kaidic/LDAM-DRW `cifar_train.py`, `adjust_learning_rate`
 *
 * @example
 * ```ts
 * import { warmupStep } from 'mbib/training';
 * const schedule = warmupStep({ learningRate: 0.1 });
 * [0, 4, 5, 160, 180].map(schedule); // 0.02, 0.1, 0.1, 0.001, 0.00001
 * ```
 */
export function warmupStep(options: WarmupStepOptions): Schedule {
  const resolved = resolveOptions(options, warmupStepOptions);
  const { learningRate, warmupEpochs, factor } = resolved;
  // A copy, so that later changes to the options change nothing here.
  const drops = [...resolved.milestones];
  return (epoch) => {
    assertNotNegative('epoch', epoch);
    const passed = drops.filter((milestone) => epoch >= milestone).length;
    return warmedUp(learningRate, warmupEpochs, epoch) * factor ** passed;
  };
}

const warmupStepOptions = {
  learningRate: { check: assertRate },
  warmupEpochs: { check: assertNotNegative, default: 5 },
  milestones: { check: assertAscending, default: [160, 180] },
  factor: { check: assertNotNegative, default: 0.01 },
} as const;

function assertAscending(argument: string, value: readonly number[]): void {
  if (!Array.isArray(value)) rejectType(argument, 'be an array of positions in epochs', show(value));
  Array.from(value).forEach((position, i) => {
    assertNotNegative(`${argument}[${i}]`, position);
    if (i > 0 && position <= value[i - 1]) reject(argument, 'ascend', show(value));
  });
}

/** Options of {@link cosine}. */
export interface CosineOptions {
  /** Learning rate at the start or, with a warm-up, at its end, in 0..1e18. The paper uses 0.05 with batches of 128. */
  learningRate: number;
  /** Length of the training in epochs, the warm-up included; more than `warmupEpochs`. */
  epochs: number;
  /** Length of a linear warm-up in epochs, as in {@link warmupStep}. Default 0, no warm-up. */
  warmupEpochs?: number;
}

/**
 * A schedule that falls from `learningRate` to 0 along half a cosine wave: the paper's on ImageNet-LT and iNaturalist 2018.
 *
 * The rate is `learningRate · (1 + cos(π·t)) / 2`, where t grows from 0 at the end of the warm-up to 1 at `epochs`. After
 * that it stays 0.
 *
 * @returns the schedule; it throws a RangeError for a negative position
 * @throws RangeError where an option is out of range
 * @throws TypeError where an option is missing, unknown or of another type
 * @see Loshchilov and Hutter 2017, SGDR, Eq. 5 without restarts
 *
 * @example
 * ```ts
 * import { cosine } from 'mbib/training';
 * const schedule = cosine({ learningRate: 0.05, epochs: 90 });
 * [0, 45, 90].map(schedule); // 0.05, 0.025, 0
 * ```
 */
export function cosine(options: CosineOptions): Schedule {
  const { learningRate, epochs, warmupEpochs } = resolveOptions(options, cosineOptions);
  if (epochs <= warmupEpochs) {
    reject('options.epochs', `be more than options.warmupEpochs (${warmupEpochs})`, show(epochs));
  }
  return (epoch) => {
    assertNotNegative('epoch', epoch);
    if (epoch < warmupEpochs) return warmedUp(learningRate, warmupEpochs, epoch);
    const progress = Math.min(1, (epoch - warmupEpochs) / (epochs - warmupEpochs));
    return (learningRate * (1 + Math.cos(Math.PI * progress))) / 2;
  };
}

const cosineOptions = {
  learningRate: { check: assertRate },
  epochs: { check: assertPositive },
  warmupEpochs: { check: assertNotNegative, default: 0 },
} as const;

/**
 * Shortens or lengthens a schedule to another number of epochs, in proportion: position p of the new schedule has the rate of
 * position `p · from / to` of the given one. The learning rates themselves stay what they are.
 *
 * A warm-up of 5 epochs of 200 becomes half an epoch of 20. Applied per step, its five rates last a tenth of an epoch each;
 * applied per epoch, the whole first epoch has the first of them.
 *
 * @param schedule a schedule made for `from` epochs
 * @param options `from`, the epochs that it was made for, and `to`, the epochs of the training; both above 0
 * @throws RangeError where `from` or `to` is not above 0 and finite
 * @throws TypeError where `schedule` is no function, or an option is missing, unknown or of another type
 *
 * @example
 * ```ts
 * import { scaleEpochs, warmupStep } from 'mbib/training';
 * const schedule = scaleEpochs(warmupStep({ learningRate: 0.1 }), { from: 200, to: 20 });
 * [0, 0.1, 0.5, 16, 18].map(schedule); // 0.02, 0.04, 0.1, 0.001, 0.00001
 * ```
 */
export function scaleEpochs(schedule: Schedule, options: { from: number; to: number }): Schedule {
  assertFunction('schedule', schedule, 'of the epoch');
  const { from, to } = resolveOptions(options, scaleEpochsOptions);
  // Multiplying first keeps whole positions whole, so that an epoch on a milestone falls on its right side.
  return (epoch) => schedule((epoch * from) / to);
}

const scaleEpochsOptions = {
  from: { check: assertPositive },
  to: { check: assertPositive },
} as const;

function warmedUp(learningRate: number, warmupEpochs: number, epoch: number): number {
  if (epoch >= warmupEpochs) return learningRate;
  return Math.min(learningRate, (learningRate * (Math.floor(epoch) + 1)) / warmupEpochs);
}
