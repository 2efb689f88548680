import type { LayersModel } from '@tensorflow/tfjs-layers';
import { FileError, writeFileAtomically } from '../files/atomic-file';
import { writeReport } from '../files/write-report';
import { messageOf } from '../log/message-of';
import type { RunOutputs } from '../log/outputs/run-outputs';
import type { RecordedOptions, UntimedLogLine } from '../log/run-log';
import { endLine } from '../log/run-summary';
import type { Recipe } from '../loop/train-epoch';
import type { Net } from '../nets/build-net';
import { multiplyAdds } from '../nets/cost/multiply-adds';
import { saveRunClassifier } from './classifier/save-run-classifier';
import { writeOutputs } from './endings/write-outputs';
import { keepMistakes } from './mistakes/keep-mistakes';
import type { Run } from './open-run';
import type { EpochAccuracy, RunState } from './run-state';

/** Where validation images chose the epoch: accuracies on the test images, which were read at the end of the run alone. */
export interface TestedEpochs {
  /** The chosen epoch, whose weights the classifier has. */
  test: EpochAccuracy;
  /** The last epoch. */
  testOfLast: EpochAccuracy;
}

/** What a finished run came to. */
export interface RunResult extends Partial<TestedEpochs>, Pick<Recipe, 'testedOn'> {
  /** Path of the run's folder. */
  path: string;
  /** The last epoch, and its accuracy on the test images, or where there are some on the validation images. */
  last: EpochAccuracy;
  /** The epoch with the highest accuracy over all test images, or the highest balanced one on the validation images, and its accuracy. */
  best: EpochAccuracy;
  /** Seconds that training and evaluation took, in all processes of the run together. */
  seconds: number;
  /** Why the report could not be written, where it could not. All else of the run is there. */
  withoutReport?: string;
}

/** What `metrics.json` holds. */
export interface RunMetrics extends Partial<TestedEpochs>, Pick<Recipe, 'testedOn'> {
  /** The job's name. */
  job: string;
  /** The method's name. */
  method: string;
  /** The options that decide the run's results, method and seed among them. */
  options: RecordedOptions;
  /** Name of the TensorFlow.js backend that computed the run. */
  backend: string;
  /** Number of parameters: weights that the optimizer trains, without running statistics. */
  parameters: number;
  /** Multiply-adds of the classifier for one input of its own size; null where they cannot be counted. */
  multiplyAdds: number | null;
  /** The same for an image of 640 × 640, the size of the paper's Table 6; null where it takes no such images. */
  multiplyAddsAt640: number | null;
  /** Training images of each class, in label order. */
  samplesPerClass: readonly number[];
  /** Number of images that could not be read and were left out. */
  skippedImages: number;
  /** The last epoch, and its accuracy on the test images, or where there are some on the validation images. */
  last: EpochAccuracy;
  /** The epoch with the highest accuracy over all test images, or the highest balanced one on the validation images, and its accuracy. */
  best: EpochAccuracy;
  /** Seconds that training and evaluation took, in all processes of the run together. */
  seconds: number;
}

/** Arguments of {@link finishRun}. */
export interface FinishArguments {
  run: Run;
  backend: string;
  state: RunState;
  recipe: Recipe;
  /** Images that this process could not read. */
  skippedImages: number;
  /** The accuracies on the test images, where validation images chose the epoch. */
  tested: TestedEpochs | undefined;
  /** What the weights that are saved make of the test images. */
  outputs: RunOutputs;
  /** Appends to the log. */
  record: (line: UntimedLogLine) => Promise<unknown>;
}

/**
 * Leaves the results of a run in its folder: the classifier, the metrics, the outputs, the log's last line, the report. The last
 * checkpoint stays what it is, so that a process killed here finishes when it is resumed. The report can be drawn again at any time:
 * where it cannot be written, the run is finished all the same.
 */
export async function finishRun(finish: FinishArguments): Promise<RunResult> {
  const { run, backend, state, recipe, skippedImages, tested, outputs, record } = finish;
  const { net, samplesPerClass, testedOn } = recipe;
  const { folder, job, options } = run;
  const { seconds } = state;
  const last = state.last!;
  const best = state.best!;
  // What follows does not depend on it: where it fails, the metrics are there all the same, and the run can be resumed.
  const measured = [tested?.test ?? last, outputs.labels.length] as const;
  const failure = await saveRunClassifier(run, recipe, ...measured).catch((error: unknown) => ({ error }));
  const metrics: RunMetrics = {
    job,
    method: options.method,
    options: state.options,
    backend,
    parameters: trainableParameters(net),
    ...multiplyAddsOf(recipe.whole?.graph ? undefined : (recipe.whole ?? net).classifier),
    samplesPerClass,
    skippedImages,
    ...(testedOn && { testedOn }),
    last,
    best,
    ...tested,
    seconds,
  };
  await writeFileAtomically(folder.metrics, `${JSON.stringify(metrics, null, 2)}\n`);
  await writeOutputs(folder, (tested?.test ?? last).epoch, outputs);
  await keepMistakes(run, recipe, outputs);
  if (failure) {
    const { error } = failure;
    throw error instanceof FileError
      ? error
      : new FileError(`Cannot save the classifier in ${folder.classifier}`, error);
  }
  await record(endLine(last, best, seconds, tested));
  const problem = await reportOf(folder);
  return { path: folder.path, ...(testedOn && { testedOn }), last, best, ...tested, seconds, ...problem };
}

/** Draws the report of a run; says why where it cannot be written. */
export async function reportOf({ path, report }: Run['folder']): Promise<Pick<RunResult, 'withoutReport'>> {
  try {
    await writeReport([path], report);
    return {};
  } catch (error) {
    return { withoutReport: messageOf(error) };
  }
}

/** As papers count them: running statistics are no parameters. */
function trainableParameters({ trainer }: Net): number {
  return trainer.trainableWeights.reduce(
    (sum, { shape }) => sum + shape.reduce<number>((a, b) => a * b!, 1),
    0,
  );
}

/** The size of the images that the paper counts by, in Table 6. */
const PAPER_SIZE = 640;

/**
 * The multiply-adds of a classifier; null for one with layers that are not known, or that takes no images of another size.
 *
 * @param classifier undefined where it is behind a network whose layers are not known
 */
export function multiplyAddsOf(
  classifier: LayersModel | undefined,
): Pick<RunMetrics, 'multiplyAdds' | 'multiplyAddsAt640'> {
  if (!classifier) return { multiplyAdds: null, multiplyAddsAt640: null };
  const count = (inputShape?: number[]) => {
    try {
      return multiplyAdds(classifier, inputShape && { inputShape });
    } catch {
      return null;
    }
  };
  const [, ...shape] = classifier.inputs[0]!.shape;
  const isImage = shape.length === 3;
  return {
    multiplyAdds: count(),
    multiplyAddsAt640: isImage ? count([PAPER_SIZE, PAPER_SIZE, shape[2]!]) : null,
  };
}
