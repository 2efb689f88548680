import { dirname } from 'node:path';
import { shotAccuracy } from 'mbib';
import { assertNotNegative } from '../../checks';
import { resolveOptions } from '../../options';
import type { StartedBackend } from '../backend/start-backend';
import type { BatchSource } from '../data/batch-source';
import { FileError } from '../files/atomic-file';
import { createFolder } from '../files/create-folder';
import { epochFigures, noSums } from '../log/epoch-sums';
import type { RunOutputs } from '../log/outputs/run-outputs';
import type { UntimedLogLine } from '../log/run-log';
import { betterEpoch, epochResult } from '../log/run-summary';
import { assertRecipe } from '../loop/assert-recipe';
import { observedNet } from '../loop/batch-outputs';
import { DivergedError } from '../loop/diverged-error';
import { predictLabels } from '../loop/predict-labels';
import { ReplicaError } from '../loop/replicas/replica-error';
import { testOutputs } from '../loop/test-outputs';
import { type Recipe, trainEpoch } from '../loop/train-epoch';
import { trainingEnvironment } from '../loop/training-environment';
import { type Checkpoint, restoreCheckpoint, saveCheckpoint } from './checkpoint';
import { assertState, type RunForm } from './checkpoints/assert-state';
import { keptLog } from './checkpoints/kept-log';
import { assertSameData, runData } from './checkpoints/run-data';
import { useCheckpoint } from './checkpoints/use-checkpoint';
import { keptOutputs } from './endings/write-outputs';
import { finishRun, type RunResult, type TestedEpochs } from './finish-run';
import { type Interrupt, InterruptedError, watchInterrupt } from './interrupt';
import { LogFile } from './log-file';
import { type Run, recordedOptions } from './open-run';
import { CheckpointError, NoImagesError, OtherArithmeticError, RunStoppedError } from './run-errors';
import type { EpochProgress } from './run-events';
import { type EpochAccuracy, epochProgress, initialState, type RunState } from './run-state';
import { BestWeights } from './selection/best-weights';
import { betterBalanced } from './selection/better-balanced';
import { startLine } from './start-line';

/** Options of {@link runRecipe}. */
export interface RecipeRunOptions {
  /** How long an epoch may be before it is saved in its middle. Default 600. */
  checkpointSeconds?: number;
}

/**
 * Trains by a recipe, evaluates after each epoch, and leaves a log, checkpoints, the classifier, its metrics and a report
 * in the run's folder. Starts or goes on, whichever `run` says. The end of the run is told by whoever opened it.
 *
 * @throws TypeError or RangeError where the recipe or an option is not what it can be
 * @param interrupt hears signals; it and the run's lock are let go of at the end
 * @throws InterruptedError after Ctrl-C, SIGTERM or SIGHUP, with a checkpoint saved
 * @throws RunStoppedError where a file cannot be written, OtherDataError or OtherArithmeticError where the data or the rounding is not the checkpoint's,
 *   CheckpointError or RunLogError where what the run left cannot be gone on with, DivergedError where the loss is not finite,
 *   NoImagesError where no image can be read
 */
export async function runRecipe(
  run: Run,
  backend: StartedBackend,
  recipe: Recipe,
  options: RecipeRunOptions = {},
  interrupt: Interrupt = watchInterrupt(),
): Promise<RunResult> {
  let training: Training | undefined;
  try {
    const { checkpointSeconds } = resolveOptions(options, recipeRunOptions);
    assertRecipe(recipe);
    training = await prepare(run, backend, recipe, checkpointSeconds, interrupt);
    return await train(training);
  } catch (error) {
    if (training && error instanceof DivergedError) error.options = training.state.options;
    if (training && error instanceof ReplicaError) error.isSaved = training.isSaved;
    throw error instanceof FileError && training
      ? new RunStoppedError(run.folder.path, error, training.isSaved)
      : error;
  } finally {
    // Each of its lines has reached the disk already, so that nothing depends on how this ends.
    await training?.log.close().catch(() => {});
    interrupt.dispose();
    await run.lock.release();
  }
}

/** The whole training, from the start or from the checkpoint on. */
async function train(training: Training): Promise<RunResult> {
  await startOrGoOn(training);
  while (training.state.epoch < training.run.options.epochs) {
    await trainOneEpoch(training);
    await recordEpoch(training, await evaluate(training));
  }
  return finish(training, await testAtEnd(training));
}

/** A run under way. */
interface Training {
  run: Run;
  backend: StartedBackend;
  recipe: Recipe;
  state: RunState;
  /** Steps an epoch. */
  steps: number;
  log: LogFile;
  interrupt: Interrupt;
  checkpointSeconds: number;
  /** When the last checkpoint was saved, by `performance.now()`. */
  saved: number;
  /** Whether there is a checkpoint. */
  isSaved: boolean;
  /** The weights of the best epoch, where validation images choose it. */
  bestWeights: BestWeights | undefined;
  /** What the weights that are saved make of the test images, as soon as it is known. */
  outputs?: RunOutputs | undefined;
}

async function prepare(
  run: Run,
  backend: StartedBackend,
  recipe: Recipe,
  checkpointSeconds: number,
  interrupt: Interrupt,
): Promise<Training> {
  const { train, test, batchSize } = recipe;
  const { checkpoint, folder } = run;
  const recorded = { ...recordedOptions(run.options, run.chosen, run.useless), backend: backend.name };
  const { arithmetic } = trainingEnvironment();
  const state = checkpoint?.state ?? initialState(recorded, runData(recipe), arithmetic);
  if (checkpoint) assertSameData(folder.path, state, recipe);
  if (state.arithmetic !== arithmetic) {
    if (!run.otherArithmetic) throw new OtherArithmeticError(folder.path, state.arithmetic, arithmetic);
    state.arithmetic = arithmetic;
  }
  if (run.quantize) state.quantize = run.quantize;
  // A folder that was moved is found there from now on.
  if (run.teacher) state.teacher = run.teacher;
  const images = train.labels.length;
  const steps = Math.ceil(images / batchSize);
  if (checkpoint) {
    const form = { epochs: run.options.epochs, steps, batchSize, images, classes: test.classes };
    await useCheckpoint(checkpoint, folder.previous, (each) => assertStateOf(each, form));
    await keepLog(run, state);
  }
  const log = await LogFile.open(folder.log, state.logBytes, run.lock);
  const saved = performance.now();
  const isSaved = checkpoint !== undefined;
  const bestWeights = recipe.validation && new BestWeights(recipe.net.trainer, checkpoint?.tensors);
  return {
    run,
    backend,
    recipe,
    state,
    steps,
    log,
    interrupt,
    checkpointSeconds,
    saved,
    isSaved,
    bestWeights,
  };
}

function assertStateOf({ path, state }: Checkpoint, form: RunForm): void {
  try {
    assertState(state, form);
  } catch (error) {
    throw new CheckpointError(path, (error as Error).message, { cause: error });
  }
}

/** Checks the log, and lets the state know how much of it is kept. */
async function keepLog({ folder, tell }: Run, state: RunState): Promise<void> {
  const { bytes, note } = await keptLog(folder.log, state);
  state.logBytes = bytes;
  if (note) tell({ type: 'note', text: note });
}

async function startOrGoOn(training: Training): Promise<void> {
  const { run, backend, recipe, state, steps } = training;
  const { net, optimizer } = recipe;
  if (run.checkpoint) {
    await useCheckpoint(run.checkpoint, run.folder.previous, (each) => {
      const hasBest = recipe.validation !== undefined && each.state.best !== null;
      return restoreCheckpoint(each, net.trainer, optimizer, hasBest);
    });
    await record(training, { type: 'resume', epoch: state.epoch, step: state.step });
  } else {
    await createFolder(dirname(run.folder.checkpoint));
    await record(training, await startLine(run, backend.name, recipe, steps));
    await save(training);
  }
}

/** Trains what is left of the epoch under way, with a checkpoint now and then. */
async function trainOneEpoch(training: Training): Promise<void> {
  const { run, backend, recipe, state, steps } = training;
  const saveIsDue = () => performance.now() - training.saved >= training.checkpointSeconds * 1000;
  const onStep = () => {
    backend.check();
    run.tell({ type: 'step', ...progressOf(training) });
  };
  do {
    await trainEpoch(recipe, run.options.seed, state, onStep, () => isStopped(training) || saveIsDue());
    await stopIfAsked(training);
    if (saveIsDue()) await save(training);
  } while (state.step < steps);
  if (state.sums.images === 0) throw new NoImagesError('training', recipe.train.skipped);
}

/** The accuracy after the epoch that was trained last: on the validation images, or where there are none on the test images. */
async function evaluate(training: Training): Promise<EpochAccuracy> {
  const { run, recipe, state } = training;
  const start = performance.now();
  run.tell({ type: 'evaluating', ...progressOf(training) });
  // After the last epoch the weights are those that are saved.
  const isLast = !recipe.validation && state.epoch + 1 === run.options.epochs;
  const measured = await measure(training, recipe.validation ?? recipe.test, isLast);
  state.evaluationSeconds = (performance.now() - start) / 1000;
  return { epoch: state.epoch + 1, ...measured };
}

/**
 * What the net as it is now comes to on some images.
 *
 * @param keeps whether they are the test images, and what the net makes of each is kept
 */
async function measure(
  training: Training,
  source: BatchSource,
  keeps = false,
): Promise<Omit<EpochAccuracy, 'epoch'>> {
  const { backend, recipe } = training;
  const { net, testBatchSize, samplesPerClass, bounds, replicas } = recipe;
  const stop = () => isStopped(training);
  const outputs = keeps
    ? await testOutputs(observedNet(net), source, testBatchSize, { stop, replicas, samplesPerClass, bounds })
    : undefined;
  const evaluated = keeps
    ? outputs
    : await predictLabels(net.classifier, source, testBatchSize, stop, replicas);
  backend.check();
  if (!evaluated) await stopIfAsked(training);
  const { labels, predictions } = evaluated!;
  if (labels.length === 0) {
    throw new NoImagesError(source === recipe.test ? 'test' : 'validation', source.skipped);
  }
  if (outputs) training.outputs = outputs;
  const { perClass, ...accuracy } = await shotAccuracy(labels, predictions, samplesPerClass, bounds);
  return { accuracy, perClass };
}

/**
 * Where validation images chose the epoch: reads the test images at last, with the weights of the last epoch, which chose nothing,
 * and with those of the chosen epoch, which the net has from then on.
 */
async function testAtEnd(training: Training): Promise<TestedEpochs | undefined> {
  const { bestWeights, state, recipe } = training;
  if (!bestWeights) return undefined;
  const isBest = state.best!.epoch === state.epoch;
  const testOfLast = { epoch: state.epoch, ...(await measure(training, recipe.test, isBest)) };
  if (isBest) return { test: testOfLast, testOfLast };
  bestWeights.restore();
  return { test: { epoch: state.best!.epoch, ...(await measure(training, recipe.test, true)) }, testOfLast };
}

/**
 * What the weights that are saved make of the test images: as it was measured, or where the process was ended before it could finish the run,
 * as the run's file has it, or measured once more.
 */
async function outputsOf(training: Training, { epoch }: EpochAccuracy): Promise<RunOutputs> {
  training.outputs ??= await keptOutputs(training.run.folder, epoch, training.recipe.net);
  if (!training.outputs) await measure(training, training.recipe.test, true);
  return training.outputs!;
}

/** Counts the epoch as done, writes its line and a checkpoint. */
async function recordEpoch(training: Training, last: EpochAccuracy): Promise<void> {
  const { run, recipe, state, steps } = training;
  state.epoch++;
  state.step = 0;
  state.last = last;
  state.best = (recipe.validation ? betterBalanced : betterEpoch<EpochAccuracy>)(state.best, last);
  if (state.best === last) await training.bestWeights?.take();
  state.seconds += state.sums.seconds + state.evaluationSeconds;
  const line = await record(training, {
    type: 'epoch',
    learningRate: recipe.schedule(state.epoch - 1 / steps),
    ...epochFigures(state.sums, state.evaluationSeconds),
    skippedImages: skippedImages(recipe),
    ...last,
  });
  const measured = recipe.validation ? 'validation' : (recipe.testedOn ?? 'test');
  run.tell({ type: 'epoch', line, epochs: run.options.epochs, best: epochResult(state.best), measured });
  state.sums = noSums();
  await save(training);
}

async function finish(training: Training, tested: TestedEpochs | undefined): Promise<RunResult> {
  const { run, backend, recipe, state } = training;
  const outputs = await outputsOf(training, tested?.test ?? state.last!);
  await run.lock.assertHeld();
  return finishRun({
    run,
    backend: backend.name,
    state,
    recipe,
    skippedImages: skippedImages(recipe),
    tested,
    outputs,
    record: (line) => record(training, line),
  });
}

async function record<Line extends UntimedLogLine>({ log, state }: Training, line: Line) {
  const written = await log.write(line);
  state.logBytes = log.bytes;
  return written;
}

async function save(training: Training): Promise<void> {
  const { run, state, recipe } = training;
  const { net, optimizer } = recipe;
  const best = training.bestWeights?.tensors;
  const { checkpoint, previous } = run.folder;
  await run.lock.assertHeld();
  await saveCheckpoint(checkpoint, state, net.trainer, optimizer, best, previous);
  training.saved = performance.now();
  training.isSaved = true;
}

function isStopped({ interrupt }: Training): boolean {
  return interrupt.signal !== undefined;
}

/** @throws InterruptedError where a signal has come, with a checkpoint saved */
async function stopIfAsked(training: Training): Promise<void> {
  const { run, state, steps, interrupt } = training;
  if (!interrupt.signal) return;
  const { epochs } = run.options;
  // After the last epoch nothing more is learnt, and the checkpoint is saved: by now the net may have the weights of another epoch.
  if (state.epoch < epochs) await save(training);
  const epoch = Math.min(state.epoch + 1, epochs);
  const step = state.epoch < epochs ? state.step : steps;
  throw new InterruptedError(interrupt.signal, { epoch, epochs, step, steps });
}

function skippedImages({ train, validation, test }: Recipe): number {
  return train.skipped + (validation?.skipped ?? 0) + test.skipped;
}

/** How far the epoch under way has come. */
function progressOf({ run, recipe, state, steps }: Training): EpochProgress {
  return epochProgress(state, { epochs: run.options.epochs, steps, images: recipe.train.labels.length });
}

const recipeRunOptions = { checkpointSeconds: { check: assertNotNegative, default: 600 } } as const;
