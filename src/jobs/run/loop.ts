import { shotAccuracy } from 'mbib';
import type { StartedBackend } from '../backend/backend';
import type { BatchSource } from '../data/batch-source';
import { FileError } from '../files/atomic-file';
import { createFolder } from '../files/folder';
import { epochFigures, noSums } from '../log/epoch-sums';
import { predictLabels } from '../loop/evaluate';
import { type Recipe, trainEpoch } from '../loop/train-epoch';
import { restoreCheckpoint, saveCheckpoint } from './checkpoint';
import { finishRun, type RunResult } from './finish';
import { InterruptedError, watchInterrupt } from './interrupt';
import { epochLine, stepLine } from './progress-lines';
import { type Run, recordedOptions } from './run';
import { RunLog } from './run-log';
import { type EpochAccuracy, initialState, type RunState } from './run-state';
import { startRecord } from './start-record';

/**
 * Trains by a recipe, evaluates after each epoch, and leaves a log, checkpoints, the classifier, its metrics and a report
 * in the run's folder. Starts or goes on, whichever `run` says.
 *
 * @param options `checkpointSeconds` how long an epoch may be before it is saved in its middle
 * @throws InterruptedError after Ctrl-C, with a checkpoint saved
 * @throws Error where a file cannot be written, the data is not the checkpoint's, or the loss is not finite
 */
export async function runRecipe(
  run: Run,
  backend: StartedBackend,
  recipe: Recipe,
  { checkpointSeconds = 600 }: { checkpointSeconds?: number } = {},
): Promise<RunResult> {
  const { folder, checkpoint, progress } = run;
  const { net, optimizer, schedule, train, test, batchSize, testBatchSize, samplesPerClass } = recipe;
  const { epochs, seed } = run.options;
  const steps = Math.ceil(train.labels.length / batchSize);
  const size = { epochs, steps, images: train.labels.length };
  const data = train.fingerprint;
  const state =
    checkpoint?.state ?? initialState({ ...recordedOptions(run.options), backend: backend.name }, data);
  if (state.data !== data) {
    throw new Error(
      `The run in ${folder.path} has another list of training images. Resume it with the --data it had.`,
    );
  }

  await createFolder(folder.path);
  const log = await RunLog.open(folder.log, state.logBytes);
  const record = async (entry: Record<string, unknown>) => {
    await log.write({ ...entry, time: new Date().toISOString() });
    state.logBytes = log.bytes;
  };
  let saved = performance.now();
  const save = async () => {
    await saveCheckpoint(folder.checkpoint, state, net.trainer, optimizer);
    saved = performance.now();
  };
  const saveIsDue = () => performance.now() - saved >= checkpointSeconds * 1000;
  const interrupt = watchInterrupt();
  const stopped = () => interrupt.signal !== undefined;
  const onStep = () => {
    backend.check();
    progress.live(() => stepLine(state, size));
  };
  const stopIfAsked = async () => {
    if (!interrupt.signal) return;
    await save();
    throw new InterruptedError(
      interrupt.signal,
      `in epoch ${state.epoch + 1} of ${epochs} after step ${state.step} of ${steps}`,
    );
  };

  try {
    if (checkpoint) {
      await restoreCheckpoint(checkpoint, net.trainer, optimizer);
      await record({ type: 'resume', epoch: state.epoch, step: state.step });
    } else {
      await record(startRecord(run, backend.name, train, samplesPerClass, steps));
      await save();
    }
    while (state.epoch < epochs) {
      do {
        await trainEpoch(recipe, seed, state, onStep, () => stopped() || saveIsDue());
        await stopIfAsked();
        if (saveIsDue()) await save();
      } while (state.step < steps);
      if (state.sums.images === 0) throw new Error(noneRead('training', train));

      const start = performance.now();
      progress.live(() => `${stepLine(state, size)}  evaluating`);
      const evaluated = await predictLabels(net.classifier, test, testBatchSize, stopped);
      backend.check();
      if (!evaluated) await stopIfAsked();
      const { labels, predictions } = evaluated!;
      if (labels.length === 0) throw new Error(noneRead('test', test));
      const { perClass, ...accuracy } = await shotAccuracy(labels, predictions, samplesPerClass);
      state.evaluationSeconds = (performance.now() - start) / 1000;

      completeEpoch(state, { epoch: state.epoch + 1, accuracy, perClass });
      await record({
        type: 'epoch',
        learningRate: schedule(state.epoch - 1 / steps),
        ...epochFigures(state.sums, state.evaluationSeconds),
        skippedImages: train.skipped + test.skipped,
        ...state.last,
      });
      progress.line(epochLine(state, epochs));
      state.sums = noSums();
      await save();
    }
    const skippedImages = train.skipped + test.skipped;
    return await finishRun({
      run,
      backend: backend.name,
      state,
      samplesPerClass,
      skippedImages,
      net,
      record,
    });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new Error(`${error.message} The last checkpoint is kept: --resume goes on from it.`, {
      cause: error,
    });
  } finally {
    interrupt.dispose();
    progress.clear();
    await log.close();
  }
}

function noneRead(which: string, { skipped }: BatchSource): string {
  return `None of the ${which} images can be read (${skipped} left out). Is --data the folder that they lie in?`;
}

function completeEpoch(state: RunState, last: EpochAccuracy): void {
  state.epoch++;
  state.step = 0;
  state.last = last;
  if (!state.best || (last.accuracy.all ?? 0) > (state.best.accuracy.all ?? 0)) state.best = last;
  state.seconds += state.sums.seconds + state.evaluationSeconds;
}
