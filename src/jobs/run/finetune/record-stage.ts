import { readFile, rm } from 'node:fs/promises';
import { FileError, writeFileAtomically } from '../../files/atomic-file';
import type { FirstStageOfLog, RecordedOptions } from '../../log/run-log';
import { endLine, epochResult } from '../../log/run-summary';
import { secondStages } from '../../log/second-stages';
import { type MethodName, methods } from '../../nets/methods';
import { methodTitle } from '../../report/method-title';
import { saveRunClassifier } from '../classifier/save-run-classifier';
import { writeOutputs } from '../endings/write-outputs';
import { multiplyAddsOf, type RunMetrics, type RunResult, reportOf } from '../finish-run';
import { InterruptedError } from '../interrupt';
import { LogFile } from '../log-file';
import { keepMistakes } from '../mistakes/keep-mistakes';
import { RunStoppedError } from '../run-errors';
import { stageOutputs } from './features/stage-outputs';
import { stageForms } from './finetune-options';
import type { Finetuning } from './finetuning';
import type { LinearTail } from './linear-tail';
import { isStageLayer } from './stage-head';
import { runStage, type StageOutcome, type StageWork, stepsOf } from './stage-run';
import { firstStageOf, stageStartLine } from './stage-start-line';
import { stopIfAsked } from './stop-if-asked';

/** What `metrics.json` of a second stage holds: that of a run, and which run it goes on from. */
export interface StageMetrics extends RunMetrics {
  /** That run. */
  firstStage: FirstStageOfLog;
  /** What the stage chose on validation images: τ, where none was asked for. */
  chosen?: RecordedOptions;
}

/** Arguments of {@link recordStage}. */
export interface StageRecord {
  tuning: Finetuning;
  work: Omit<StageWork, 'onEpoch'>;
  /** Those that decide the results. */
  options: RecordedOptions;
  /** What the stage chose on validation images. */
  chosen?: RecordedOptions | undefined;
  /** The classifier that is saved with the new logits. */
  saved: LinearTail;
  /** When the second stage began, by `performance.now()`. */
  start: number;
}

/** Does a second stage, and leaves its log, classifier, metrics, outputs and report in its folder. */
export async function recordStage(record: StageRecord): Promise<RunResult> {
  const { tuning, work, options, chosen } = record;
  const { folder, path, log: first, lock, tell, interrupt } = tuning;
  const { method, settings, features } = work;
  const epochs = settings?.epochs ?? 1;
  const steps = stepsOf(method, features.train.labels.length, settings);
  const validates = features.validation !== undefined;
  const log = await LogFile.open(folder.log, 0, lock);
  try {
    const stage = { method, options, chosen, epochs, steps, validates };
    await log.write(await stageStartLine(path, first, stage));
    const measured = validates ? 'validation' : (first.start.testedOn ?? 'test');
    const outcome = await runStage({
      ...work,
      async onEpoch(untimed, best) {
        const line = await log.write(untimed);
        tell({ type: 'epoch', line, epochs, best: epochResult(best), measured });
        stopIfAsked(interrupt, folder);
      },
    });
    return await finish(record, outcome, log);
  } catch (error) {
    if (error instanceof FileError) throw new RunStoppedError(folder.path, error, false);
    await log.close().catch(() => {});
    if (!(error instanceof InterruptedError)) await clear(folder);
    throw error;
  } finally {
    await log.close().catch(() => {});
  }
}

/** Frees the folder of a stage that failed: done again with the same options it would fail again, so it is none to resume. */
async function clear(folder: Finetuning['folder']): Promise<void> {
  const { classifier, metrics, outputs, mistakes, log } = folder;
  for (const path of [classifier, metrics, outputs, mistakes, log])
    await rm(path, { recursive: true, force: true });
}

/** What a finished second stage came to, as its folder has it. */
export async function resultOf(folder: Finetuning['folder']): Promise<RunResult> {
  const metrics: StageMetrics = JSON.parse(await readFile(folder.metrics, 'utf8'));
  const { testedOn, last, best, test, testOfLast, seconds } = metrics;
  const tested = test && testOfLast && { test, testOfLast };
  const figures = { ...(testedOn && { testedOn }), last, best, ...tested, seconds };
  return { path: folder.path, ...figures, ...(await reportOf(folder)) };
}

async function finish(
  { tuning, work, options, chosen, saved, start }: StageRecord,
  outcome: StageOutcome,
  log: LogFile,
): Promise<RunResult> {
  const { folder, path, first, log: firstLog, quantize, lock, tell } = tuning;
  const { recipe, backend } = first;
  const { method, job, dataSet, testedOn } = firstLog.start;
  const { last, best, test, testOfLast, logits, dispose } = outcome;
  const seconds = (performance.now() - start) / 1000;
  const tested = test && testOfLast && { test, testOfLast };
  const figures = { ...(testedOn && { testedOn }), last, best, ...tested, seconds };
  try {
    const outputs = await stageOutputs(work.features.test, logits, work.grouping, tuning);
    const classifier = saved.withLogits(logits);
    await lock.assertHeld();
    const run = { folder, job, dataSet, quantize, options: { method: method as MethodName } };
    const changed = { ...recipe, whole: { ...recipe.whole, classifier } };
    const { logName } = stageForms[work.method];
    const title = `${secondStages[logName].title} on ${methodTitle(method, methods)}`;
    await saveRunClassifier(run, changed, test ?? last, outputs.labels.length, title);
    const metrics: StageMetrics = {
      job,
      method: logName,
      options,
      ...(chosen && { chosen }),
      backend: backend.name,
      parameters: classifier.trainableWeights.reduce(
        (sum, { shape }) => sum + shape.reduce<number>((a, b) => a * b!, 1),
        0,
      ),
      ...multiplyAddsOf(recipe.whole?.graph ? undefined : classifier),
      samplesPerClass: recipe.samplesPerClass,
      skippedImages: recipe.train.skipped + (recipe.validation?.skipped ?? 0) + recipe.test.skipped,
      ...figures,
      firstStage: firstStageOf(path, firstLog.start),
    };
    await writeFileAtomically(folder.metrics, `${JSON.stringify(metrics, null, 2)}\n`);
    await writeOutputs(folder, (test ?? last).epoch, outputs);
    await keepMistakes({ folder, tell }, recipe, outputs);
    // The other layers are those of the network, which is disposed with it.
    for (const layer of classifier.layers) if (isStageLayer(layer)) layer.dispose();
  } finally {
    dispose();
  }
  await log.write(endLine(last, best, seconds, tested));
  return { path: folder.path, ...figures, ...(await reportOf(folder)) };
}
