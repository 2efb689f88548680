import * as tfl from '@tensorflow/tfjs-layers';
import { assertFunction, assertOneOf, rejectType, show, wholeNumberFrom } from '../checks';
import { resolveOptions } from '../options';
import type { Schedule } from './schedules';

/** Options of {@link learningRateSchedule}. */
export interface LearningRateScheduleOptions {
  /** Whether the rate changes before each epoch or before each step. Default 'epoch'. */
  per?: 'epoch' | 'step';
  /**
   * Batches in an epoch, for `per: 'step'`. `fit`, and `fitDataset` where the size of the dataset is known or
   * `batchesPerEpoch` given, say it themselves.
   */
  stepsPerEpoch?: number;
}

const learningRateScheduleOptions = {
  per: { check: assertPer, default: 'epoch' },
  stepsPerEpoch: { check: /* @__PURE__ */ wholeNumberFrom(1), default: undefined },
} as const;

function assertPer(argument: string, value: 'epoch' | 'step'): void {
  assertOneOf(argument, value, ['epoch', 'step']);
}

/** An optimizer whose learning rate can change: `sgd`, `tf.train.sgd` and `tf.train.momentum`. */
export interface AdjustableOptimizer {
  /** Sets the step size of the steps that follow. */
  setLearningRate(learningRate: number): void;
}

/**
 * Callback of `fit` and `fitDataset` that gives the optimizer the schedule's learning rate.
 *
 * Per epoch it evaluates the schedule at the epoch's index, per step at `epoch + step / stepsPerEpoch`. The index is
 * fit's own, so training that goes on with `initialEpoch` goes on with the right rate. Among several callbacks all must
 * be `tf.Callback`s, not plain objects.
 *
 * @param optimizer the optimizer that the model was compiled with
 * @param schedule `warmupStep`, `cosine`, or any function of the position in epochs
 * @throws TypeError where the optimizer's rate cannot be set
 * @throws RangeError where an option is out of range; and, during training, where the steps of an epoch are unknown or
 * more than `stepsPerEpoch`
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { cosine, learningRateSchedule, sgd } from 'mbib/training';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
 * const optimizer = sgd({ learningRate: 0.05, momentum: 0.9 });
 * model.compile({ optimizer, loss: 'meanSquaredError' });
 * const schedule = cosine({ learningRate: 0.05, epochs: 5 });
 * await model.fit(tf.ones([8, 2]), tf.ones([8, 1]), {
 *   epochs: 5,
 *   callbacks: learningRateSchedule(optimizer, schedule, { per: 'step' }),
 * });
 * ```
 */
export function learningRateSchedule(
  optimizer: AdjustableOptimizer,
  schedule: Schedule,
  options?: LearningRateScheduleOptions,
): tfl.CustomCallback {
  if (typeof optimizer?.setLearningRate !== 'function') {
    rejectType(
      'optimizer',
      'have setLearningRate, as sgd, tf.train.sgd and tf.train.momentum do',
      show(optimizer),
    );
  }
  assertFunction('schedule', schedule, 'of the epoch');
  const { per, stepsPerEpoch } = resolveOptions(options, learningRateScheduleOptions);
  let epoch = 0;
  const callback: tfl.CustomCallback = new tfl.CustomCallback({
    onEpochBegin: (index) => {
      epoch = index;
      if (per === 'epoch') optimizer.setLearningRate(schedule(epoch));
    },
    onBatchBegin: (step) => {
      if (per === 'epoch') return;
      const steps = stepsPerEpoch ?? stepsOf(callback.params);
      if (step >= steps) {
        throw new RangeError(`stepsPerEpoch must be the batches of an epoch, got ${steps} and a batch more`);
      }
      optimizer.setLearningRate(schedule(epoch + step / steps));
    },
  });
  return callback;
}

/** The batches of an epoch by what `fit` or `fitDataset` tells its callbacks. */
function stepsOf(params: tfl.CustomCallback['params']): number {
  const { steps, samples, batchSize } = params as Record<string, number | null | undefined>;
  if (steps) return steps;
  if (samples && batchSize) return Math.ceil(samples / batchSize);
  throw new RangeError('stepsPerEpoch must be given: the size of the dataset is not known beforehand');
}
