import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { shotAccuracy } from 'mbib';
import {
  augmentedBatches,
  buildNet,
  type ClassifierDescription,
  countPerClass,
  defaultLossOptions,
  digitsRecipe,
  type EpochLine,
  epochFigures,
  expertsOf,
  type ImageBatches,
  LOG_FORMAT,
  lossOptionsOf,
  type MethodName,
  methods,
  methodTitle,
  noSums,
  type Preprocessing,
  plainBatches,
  repeated,
  type StartLine,
  type StepRecipe,
  smallConvnet,
  trainEpoch,
  trainingEnvironment,
  withPreprocessing,
} from 'mbib/jobs';
import type { TrainingData } from '../data/training-data';
import type { Memory, PlaygroundOptions, Report } from './messages';
import { observedNet, testOutputs } from './test-outputs';

/** Number of points in the scatter plot. More would take longer to lay out, and hide each other. */
const SAMPLE = 500;

const STEP_INTERVAL_SECONDS = 0.1;

interface TrainingRun {
  start: StartLine;
  recipe: StepRecipe;
  observed: LayersModel;
  /** The classifier behind its normalisation: takes pixels 0..255. */
  classifier: LayersModel;
  /** The last epoch that was evaluated. */
  last?: EpochLine;
}

/**
 * Trains two methods on the same data: an epoch of the first, an epoch of the second, and so on. Seed, data and recipe are those of
 * `npm run demo`, so that the results are, too.
 */
export class Session {
  readonly runs: [TrainingRun, TrainingRun];
  private readonly baseline = tf.memory().numTensors;
  private readonly preprocessing: Preprocessing;
  private readonly test: ImageBatches;
  private readonly sample: Int32Array;
  private readonly testBatchSize: number;
  private continued: (() => void) | undefined;
  private pause: Promise<void> | undefined;
  private stopped = false;
  private ended: Promise<void> | undefined;
  private lastStep = 0;

  constructor(
    private readonly options: PlaygroundOptions,
    private readonly data: TrainingData,
    private readonly report: (report: Report, transfer?: Transferable[]) => void,
  ) {
    const { testBatchSize } = digitsRecipe(options.epochs);
    this.testBatchSize = testBatchSize;
    const { mean, std } = data.augmentation;
    this.preprocessing = { mean, std };
    this.test = plainBatches(data.test, this.preprocessing);
    this.sample = evenly(data.test.labels.length, SAMPLE);
    this.runs = [this.prepare(options.methods[0]), this.prepare(options.methods[1])];
  }

  /** Trains to the last epoch, or until {@link stop} is called. */
  train(): Promise<void> {
    this.ended = this.trainEpochs();
    return this.ended;
  }

  setPaused(paused: boolean): void {
    if (!paused) {
      this.continued?.();
      this.pause = undefined;
    } else if (!this.pause) {
      this.pause = new Promise((resolve) => {
        this.continued = resolve;
      });
    }
  }

  /** Ends the training and frees its memory. */
  async stop(): Promise<Memory> {
    this.stopped = true;
    this.setPaused(false);
    // An error of the training is thrown by train.
    await this.ended?.catch(() => {});
    for (const { recipe, classifier } of this.runs) {
      classifier.dispose();
      recipe.net.dispose();
      recipe.optimizer.dispose();
    }
    return this.memory();
  }

  memory(): Memory {
    return { tensors: tf.memory().numTensors, baseline: this.baseline };
  }

  /** What the files of a run's classifier say of it. */
  describe(run: 0 | 1): ClassifierDescription {
    const { data, preprocessing } = this;
    const { start, last } = this.runs[run];
    const images = data.test.labels.length;
    return {
      dataSet: data.dataSet,
      method: methodTitle(start.method, methods),
      labels: data.train.classNames,
      samplesPerClass: data.samplesPerClass,
      preprocessing,
      measured: last && { images, accuracy: last.accuracy, epoch: last.epoch },
    };
  }

  private prepare(method: MethodName): TrainingRun {
    const { options, data } = this;
    const { seed, epochs, backend } = options;
    const { classes, classNames } = data.train;
    const { samplesPerClass } = data;
    const loss = { ...defaultLossOptions(method), ...chosenLossOptions(method, options) };
    const backbone = smallConvnet({ seed, shape: data.shape, experts: expertsOf({ method, ...loss }) });
    const net = buildNet(method, backbone, ['stage1', 'stage2', 'stage3'], {
      ...loss,
      samplesPerClass,
      seed,
    });
    const { optimizer, schedule, batchSize } = digitsRecipe(epochs);
    const train = augmentedBatches(repeated(data.train, data.passes), data.augmentation);
    return {
      recipe: { net, optimizer, schedule, batchSize, train, epochs },
      observed: observedNet(net),
      classifier: withPreprocessing(net.classifier, this.preprocessing),
      start: {
        type: 'start',
        format: LOG_FORMAT,
        time: new Date().toISOString(),
        job: data.job,
        dataSet: data.dataSet,
        method,
        options: {
          method,
          epochs,
          passes: data.passes,
          seed,
          backend,
          ...chosenLossOptions(method, options),
        },
        classes,
        samplesPerClass: [...samplesPerClass],
        testPerClass: countPerClass(this.data.test),
        classNames: [...classNames],
        steps: Math.ceil(train.labels.length / batchSize),
        epochs,
        ...trainingEnvironment(),
      },
    };
  }

  private async trainEpochs(): Promise<void> {
    const { classNames } = this.data.train;
    this.report({
      type: 'started',
      starts: [this.runs[0].start, this.runs[1].start],
      form: { shape: this.data.shape, classNames: [...classNames] },
      test: this.data.test,
      sample: this.sample,
      memory: this.memory(),
    });
    for (let epoch = 0; epoch < this.options.epochs; epoch++) {
      for (const run of [0, 1] as const) {
        await this.trainOneEpoch(run, epoch);
        if (this.stopped) return;
      }
    }
    this.report({ type: 'finished' });
  }

  private async trainOneEpoch(run: 0 | 1, epoch: number): Promise<void> {
    const { recipe, observed, start } = this.runs[run];
    const position = { epoch, step: 0, sums: noSums() };
    const onStep = () => this.reportStep(run, epoch, position.step);
    while (position.step < start.steps) {
      await this.pause;
      if (this.stopped) return;
      const stop = () => this.stopped || this.pause !== undefined;
      await trainEpoch(recipe, this.options.seed, position, onStep, stop);
    }
    const evaluationStart = performance.now();
    const outputs = await testOutputs(
      observed,
      this.test,
      this.testBatchSize,
      this.sample,
      () => this.stopped,
    );
    if (!outputs) return;
    const { labels } = this.data.test;
    const { perClass, ...accuracy } = await shotAccuracy(
      labels,
      outputs.predictions,
      this.data.samplesPerClass,
    );
    const line: EpochLine = {
      type: 'epoch',
      epoch: epoch + 1,
      time: new Date().toISOString(),
      learningRate: recipe.schedule(epoch + 1 - 1 / start.steps),
      ...epochFigures(position.sums, (performance.now() - evaluationStart) / 1000),
      accuracy,
      perClass,
    };
    this.runs[run].last = line;
    this.report({ type: 'epoch', run, line, outputs, memory: this.memory() }, [
      outputs.z.buffer as ArrayBuffer,
      outputs.predictions.buffer as ArrayBuffer,
    ]);
  }

  private reportStep(run: 0 | 1, epoch: number, step: number): void {
    const now = performance.now();
    if (now - this.lastStep < STEP_INTERVAL_SECONDS * 1000) return;
    this.lastStep = now;
    this.report({ type: 'step', run, epoch, step });
  }
}

/**
 * The loss options that a method reads, as they were chosen on the page. The page has one field an option, filled in for MBIB: a
 * method with another default of its own, such as balanced softmax with m = 0, keeps it.
 */
function chosenLossOptions(method: MethodName, options: PlaygroundOptions): Record<string, number> {
  const [own, shown] = [defaultLossOptions(method), defaultLossOptions('mbib')];
  const names = lossOptionsOf[method].filter((name) => own[name] === shown[name]);
  return Object.fromEntries(names.map((name) => [name, options[name]]));
}

/** At most `most` of the numbers from 0 to `count` − 1, evenly spaced. */
function evenly(count: number, most: number): Int32Array {
  const length = Math.min(count, most);
  return Int32Array.from({ length }, (_, i) => Math.floor((i * count) / length));
}
