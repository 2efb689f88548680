import type { EpochAccuracy, RunState } from '../run-state';

/** What a state has to fit: the run as it is set up. */
export interface RunForm {
  /** Length of the training, in epochs. */
  epochs: number;
  /** Steps an epoch. */
  steps: number;
  /** Training images a step. */
  batchSize: number;
  /** Training images an epoch. */
  images: number;
  /** Classes that are tested. */
  classes: number;
}

/**
 * Throws where no run of a form can be in a state.
 *
 * @throws Error whose text is a clause without a full stop
 *
 * @example
 * ```ts
 * assertState({ ...initialState(options, data), step: 1e9 }, form); // throws: its step is 1000000000, an epoch has 44
 * ```
 */
export function assertState(state: RunState, form: RunForm): void {
  const { epoch, step, sums, best, last } = state;
  const { epochs, steps, batchSize, images, classes } = form;
  if (epoch > epochs) fail(`its epoch is ${epoch}, the run has ${epochs}`);
  if (step > steps) fail(`its step is ${step}, an epoch has ${steps}`);
  if (epoch === epochs && step > 0) fail(`its step is ${step} after the last epoch`);
  const most = Math.min(step * batchSize, images);
  if (sums.images > most) fail(`it counts ${sums.images} images after ${step} steps, which have ${most}`);
  if (sums.correct > sums.images) fail(`it counts ${sums.correct} correct ones of ${sums.images} images`);
  assertEpoch('last', last, epoch, classes);
  assertEpoch('best', best, epoch, classes);
  if (last && last.epoch !== epoch) fail(`its last epoch is ${last.epoch}, and ${epoch} are done`);
}

function assertEpoch(name: string, result: EpochAccuracy | null, epoch: number, classes: number): void {
  if ((result === null) !== (epoch === 0)) {
    fail(`it has ${result === null ? 'no' : 'a'} ${name} epoch, and ${epoch} are done`);
  }
  if (result === null) return;
  if (result.epoch > epoch) fail(`its ${name} epoch is ${result.epoch}, and ${epoch} are done`);
  if (result.perClass.length !== classes) {
    fail(`its ${name} epoch has the accuracy of ${result.perClass.length} classes, the run has ${classes}`);
  }
}

function fail(reason: string): never {
  throw new Error(reason);
}
