import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { assertFunction, assertOneOf, reject, rejectType, show, wholeNumberFrom } from '../checks';
import { resolveOptions } from '../options';
import { allowMixedCallbacks } from './mixed-callbacks';
import { rateAt, type Schedule } from './schedules';

// Here, and not when the function is called: `model.fit(…, { callbacks: [learningRateSchedule(…)] })` looks for `fit` before that.
allowMixedCallbacks();

/** Options of {@link learningRateSchedule}. */
export interface LearningRateScheduleOptions {
  /** Whether the learning rate is set before each epoch or before each step. Default 'epoch'. */
  per?: 'epoch' | 'step';
  /**
   * Number of batches in an epoch; only `per: 'step'` needs it. It can be left out with `fit`, and with `fitDataset` where the size
   * of the dataset is known or `batchesPerEpoch` is given.
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

/** An optimizer whose learning rate can be set: `sgd` and `adamW` of this library, `tf.train.sgd` and `tf.train.momentum`. */
export interface AdjustableOptimizer {
  /** Sets the learning rate of the steps that follow. */
  setLearningRate(learningRate: number): void;
}

/**
 * A callback for `fit` and `fitDataset` that sets the optimizer's learning rate by a schedule.
 *
 * Per epoch it calls the schedule with the number of the epoch, counted from 0; per step with `epoch + step / stepsPerEpoch`. The
 * numbers are those of `fit`, so that a training continued with `initialEpoch` gets the right rates.
 *
 * It can stand anywhere in a list of callbacks, among plain objects such as those of tfjs-vis and `tf.Callback`s. tfjs by itself takes
 * lists of one kind only; so the import of this function replaces `fit` and `fitDataset` of `tf.LayersModel` by methods that turn
 * plain objects of a mixed list into `tf.CustomCallback`s, and are the same otherwise.
 *
 * @param optimizer the optimizer that the model was compiled with
 * @param schedule `warmupStep`, `cosine`, or any function of the position in epochs
 * @param options whether it sets the rate per epoch or per step
 * @returns the callback
 * @throws TypeError where the learning rate of the optimizer cannot be set, `schedule` is no function, or an option is unknown
 * @throws RangeError where an option is out of range; when the training begins, where the model was compiled with another optimizer;
 * during it, where the schedule gives no learning rate in 0..1e18, or the number of steps in an epoch is not known or is more than
 * `stepsPerEpoch`
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
      'have setLearningRate, as sgd, adamW, tf.train.sgd and tf.train.momentum do',
      show(optimizer),
    );
  }
  assertFunction('schedule', schedule, 'of the epoch');
  const { per, stepsPerEpoch } = resolveOptions(options, learningRateScheduleOptions);
  let epoch = 0;
  const setRate = (position: number) => optimizer.setLearningRate(rateAt('schedule', schedule, position));
  const callback: tfl.CustomCallback = new tfl.CustomCallback({
    onEpochBegin: (index) => {
      epoch = index;
      if (per === 'epoch') setRate(epoch);
    },
    onBatchBegin: (step) => {
      if (per === 'epoch') return;
      const steps = stepsPerEpoch ?? stepsOf(callback.params);
      if (step >= steps) {
        throw new RangeError(`stepsPerEpoch must be the batches of an epoch, got ${steps} and a batch more`);
      }
      setRate(epoch + step / steps);
    },
  });
  callback.setModel = (model) => assertOptimizerOf(model, optimizer);
  return callback;
}

/** Throws where a model is trained by another optimizer: the rate of that one would stay as it is. */
function assertOptimizerOf(model: object, optimizer: AdjustableOptimizer): void {
  // What only sets the rate of an optimizer, as a function around `tf.train.adam` may, is taken at its word.
  if (optimizer instanceof tf.Optimizer && (model as tfl.LayersModel).optimizer !== optimizer) {
    reject('optimizer', 'be the one that the model was compiled with', 'another one: give model.optimizer');
  }
}

/** The number of batches in an epoch, from what `fit` or `fitDataset` passes to its callbacks. */
function stepsOf(params: tfl.CustomCallback['params']): number {
  const { steps, samples, batchSize } = params as Record<string, number | null | undefined>;
  if (steps) return steps;
  if (samples && batchSize) return Math.ceil(samples / batchSize);
  throw new RangeError('stepsPerEpoch must be given: the size of the dataset is not known beforehand');
}
