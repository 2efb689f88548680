import { assertFunction, assertNotNegative, assertPositive, reject, rejectType, show } from '../checks';
import { resolveOptions } from '../options';

/**
 * A learning rate as a function of the position in training, in epochs from 0: 2 is the start of the third epoch, 2.5
 * its middle.
 */
export type Schedule = (epoch: number) => number;

/** Options of {@link warmupStep}. The defaults are LDAM-DRW's for 200 epochs of CIFAR-100-LT. */
export interface WarmupStepOptions {
  /** Learning rate between the warm-up and the first milestone; LDAM-DRW has 0.1. */
  learningRate: number;
  /** Length of the warm-up in epochs; 0 for none. Default 5. */
  warmupEpochs?: number;
  /** Positions, ascending, from which the rate is multiplied once more by `factor`. Default [160, 180]. */
  milestones?: readonly number[];
  /** What each milestone multiplies the rate by. Default 0.01. */
  factor?: number;
}

/**
 * Linear warm-up, then steps down: LDAM-DRW's schedule, which the paper follows on CIFAR-100-LT.
 *
 * In epoch e, counted from 0, of the warm-up the rate is `learningRate · (e + 1) / warmupEpochs`. It is constant within
 * an epoch, so that applied per epoch or per step it has the reference's values exactly. {@link compress} fits it to
 * another number of epochs.
 *
 * @throws RangeError where an option is NaN or out of range, or the milestones do not ascend
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
  const { learningRate, warmupEpochs, milestones, factor } = resolveOptions(options, warmupStepOptions);
  return (epoch) => {
    assertNotNegative('epoch', epoch);
    const passed = milestones.filter((milestone) => epoch >= milestone).length;
    return warmedUp(learningRate, warmupEpochs, epoch) * factor ** passed;
  };
}

const warmupStepOptions = {
  learningRate: { check: assertNotNegative },
  warmupEpochs: { check: assertNotNegative, default: 5 },
  milestones: { check: assertAscending, default: [160, 180] },
  factor: { check: assertNotNegative, default: 0.01 },
} as const;

function assertAscending(argument: string, value: readonly number[]): void {
  if (!Array.isArray(value)) rejectType(argument, 'be an array of positions in epochs', show(value));
  value.forEach((position, i) => {
    assertNotNegative(`${argument}[${i}]`, position);
    if (i > 0 && position <= value[i - 1]) reject(argument, 'ascend', show(value));
  });
}

/** Options of {@link cosine}. */
export interface CosineOptions {
  /** Learning rate at the start, or at the end of the warm-up; the paper has 0.05 with batches of 128. */
  learningRate: number;
  /** Length of the training in epochs, the warm-up included. */
  epochs: number;
  /** Length of a linear warm-up as in {@link warmupStep}. Default 0. */
  warmupEpochs?: number;
}

/**
 * Half a cosine wave from `learningRate` down to 0 at `epochs`: the paper's schedule on ImageNet-LT and iNaturalist.
 *
 * The rate is `learningRate · (1 + cos(π·t)) / 2`, t going from 0 after the warm-up to 1 at `epochs`; it stays 0 after.
 *
 * @throws RangeError where an option is NaN or out of range
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
  learningRate: { check: assertNotNegative },
  epochs: { check: assertPositive },
  warmupEpochs: { check: assertNotNegative, default: 0 },
} as const;

/**
 * The same schedule over another number of epochs, all of it shortened or lengthened in proportion.
 *
 * Position p of `to` epochs has the rate of position `p · from / to` of `from` epochs. So with 20 epochs for 200 a
 * warm-up of 5 epochs takes half an epoch: in 5 stairs of a tenth of an epoch each where the rate is applied per step;
 * where it is applied per epoch, the whole first epoch has the warm-up's first rate.
 *
 * @param schedule a schedule made for `from` epochs
 * @throws RangeError where `from` or `to` is not positive and finite
 *
 * @example
 * ```ts
 * import { compress, warmupStep } from 'mbib/training';
 * const schedule = compress(warmupStep({ learningRate: 0.1 }), { from: 200, to: 20 });
 * [0, 0.1, 0.5, 16, 18].map(schedule); // 0.02, 0.04, 0.1, 0.001, 0.00001
 * ```
 */
export function compress(schedule: Schedule, options: { from: number; to: number }): Schedule {
  assertFunction('schedule', schedule, 'of the epoch');
  const { from, to } = resolveOptions(options, compressOptions);
  // Multiplying first keeps whole positions whole, so that an epoch on a milestone falls on its right side.
  return (epoch) => schedule((epoch * from) / to);
}

const compressOptions = {
  from: { check: assertPositive },
  to: { check: assertPositive },
} as const;

function warmedUp(learningRate: number, warmupEpochs: number, epoch: number): number {
  if (epoch >= warmupEpochs) return learningRate;
  return Math.min(learningRate, (learningRate * (Math.floor(epoch) + 1)) / warmupEpochs);
}
