import * as tf from '@tensorflow/tfjs-core';
import { shotAccuracy } from 'mbib';
import {
  countPerClass,
  type EpochLine,
  epochFigures,
  LOG_FORMAT,
  lossOptionsOf,
  noSums,
  type StartLine,
  trainEpoch,
  trainingEnvironment,
} from 'mbib/jobs';
import type { PlaygroundData } from '../state/playground-data';
import type { RunSettings } from '../state/run-settings';
import { evenly } from './evenly';
import type { Memory, Report } from './messages';
import { netHeads } from './net-heads';
import type { Prepared } from './prepared';
import { StepLosses } from './step-losses';
import { type Observed, observed, testOutputs } from './test-outputs';

/** Number of points in the scatter plot. More would take longer to lay out, and hide each other. */
const SAMPLE = 500;

/** How much of a training a page that is closed loses at most, besides the epoch under way. */
const SAVE_EVERY_MS = 10_000;

/** Trains one run. */
export class Session {
  private readonly start: StartLine;
  private readonly observed: Observed;
  private readonly sample: Int32Array;
  private readonly losses: StepLosses;
  private last: EpochLine | undefined;
  private continued: (() => void) | undefined;
  private pause: Promise<void> | undefined;
  private stopped = false;
  private done = 0;
  /** When the classifier was sent last, or else when the training began. */
  private saved = performance.now();

  /** @param baseline number of tensors before the training was prepared */
  constructor(
    private readonly settings: RunSettings,
    private readonly data: PlaygroundData,
    private readonly prepared: Prepared,
    private readonly report: (report: Report, transfer?: Transferable[]) => void,
    private readonly baseline: number,
  ) {
    const { recipe, test } = prepared;
    this.observed = observed(recipe.net, netHeads(recipe.net, settings.method));
    this.sample = evenly(test.labels.length, SAMPLE);
    this.start = this.startLine();
    this.losses = new StepLosses(this.start.steps * settings.epochs, (steps, done) =>
      this.report({ type: 'steps', steps, done }),
    );
  }

  /** Trains to the last epoch, or until {@link stop} is called, then sends the classifier and frees the memory. */
  async train(): Promise<void> {
    this.report({ type: 'started', start: this.start });
    for (let epoch = 0; epoch < this.settings.epochs && !this.stopped; epoch++)
      await this.trainOneEpoch(epoch);
    const classifier = this.done === 0 ? undefined : await this.save();
    this.dispose();
    const status = this.stopped ? 'stopped' : 'finished';
    this.report({ type: 'ended', status, classifier, memory: this.memory() }, classifier && [classifier]);
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

  /** Ends the training after the step under way. */
  stop(): void {
    this.stopped = true;
    this.setPaused(false);
  }

  /** Frees the memory of the nets. */
  dispose(): void {
    this.prepared.dispose();
  }

  memory(): Memory {
    return { tensors: tf.memory().numTensors, baseline: this.baseline };
  }

  private save(): Promise<ArrayBuffer> {
    const { last } = this;
    const images = this.prepared.test.labels.length;
    return this.prepared.save(last && { images, accuracy: last.accuracy, epoch: last.epoch });
  }

  private startLine(): StartLine {
    const { settings, data, prepared } = this;
    const { method, seed, epochs, backend } = settings;
    const { classes, classNames } = data.train;
    const { train, batchSize } = prepared.recipe;
    const loss = Object.fromEntries(lossOptionsOf[method].map((name) => [name, settings[name]]));
    return {
      type: 'start',
      format: LOG_FORMAT,
      time: new Date().toISOString(),
      job: prepared.job,
      dataSet: prepared.dataSet,
      method,
      options: { method, epochs, passes: prepared.passes, seed, backend, ...loss },
      classes,
      samplesPerClass: [...data.samplesPerClass],
      testPerClass: countPerClass(prepared.test),
      classNames: [...classNames],
      steps: Math.ceil(train.labels.length / batchSize),
      epochs,
      ...trainingEnvironment(),
    };
  }

  private async trainOneEpoch(epoch: number): Promise<void> {
    const { start, settings, prepared } = this;
    const recipe = { ...prepared.recipe, onLoss: (loss: number) => this.losses.add(loss) };
    const position = { epoch, step: 0, sums: noSums() };
    const onStep = () => {
      this.done++;
      this.losses.tell(this.done);
    };
    while (position.step < start.steps) {
      await this.pause;
      if (this.stopped) return;
      const stop = () => this.stopped || this.pause !== undefined;
      await trainEpoch(recipe, settings.seed, position, onStep, stop);
    }
    this.losses.flush(this.done);
    await this.evaluate(position);
  }

  private async evaluate({ epoch, sums }: { epoch: number; sums: ReturnType<typeof noSums> }): Promise<void> {
    const { test, testBatchSize, recipe } = this.prepared;
    const began = performance.now();
    const found = await testOutputs(this.observed, test, {
      batchSize: testBatchSize,
      sample: this.sample,
      samplesPerClass: this.data.samplesPerClass,
      stop: () => this.stopped,
    });
    if (!found) return;
    const { outputs, heads } = found;
    const { perClass, ...accuracy } = await shotAccuracy(
      test.labels,
      outputs.predictions,
      this.data.samplesPerClass,
    );
    const line: EpochLine = {
      type: 'epoch',
      epoch: epoch + 1,
      time: new Date().toISOString(),
      learningRate: recipe.schedule(epoch + 1 - 1 / this.start.steps),
      ...epochFigures(sums, (performance.now() - began) / 1000),
      accuracy,
      perClass,
    };
    this.last = line;
    const classifier = await this.saveNowAndThen();
    this.report({ type: 'epoch', line, outputs, heads, classifier }, [
      outputs.z.buffer as ArrayBuffer,
      outputs.predictions.buffer as ArrayBuffer,
      ...(classifier ? [classifier] : []),
    ]);
  }

  /** The classifier for the page to keep, at most every {@link SAVE_EVERY_MS}, and not after the last epoch, when it is sent anyway. */
  private async saveNowAndThen(): Promise<ArrayBuffer | undefined> {
    const { from, epochs } = this.settings;
    // On features it would load the pretrained network each time, and they train in seconds.
    if (from === 'features' || this.last?.epoch === epochs) return undefined;
    if (performance.now() - this.saved < SAVE_EVERY_MS) return undefined;
    const classifier = await this.save();
    this.saved = performance.now();
    return classifier;
  }
}
