import {
  type EndLine,
  type EpochLine,
  type GroupAccuracy,
  LOG_FORMAT,
  type RecordedOptions,
  type StartLine,
} from '../../../src/jobs/log/run-log';

/** What a test may choose about a run; the rest is three classes of 300, 50 and 4 images and two epochs. */
export interface RunChoices {
  job?: string;
  dataSet?: string;
  method?: string;
  options?: RecordedOptions;
  classNames?: string[];
  samplesPerClass?: number[];
  epochs?: number;
  /** Test accuracy of every class after each epoch. */
  perClass?: number[][];
  finished?: boolean;
  /** Of a run whose epochs were measured on validation images. */
  selection?: 'validation';
  /** Of a second stage, the method and options of the run that it goes on from. */
  firstStage?: { run: string; method: string; options: RecordedOptions };
  /** What it chose on validation images. */
  chosen?: RecordedOptions;
  /** Bounds of the groups, where they are not the usual ones. */
  bounds?: { many: number; few: number };
  /** Test accuracy of the classes without training images; left out, the log has no such figure, as those of version 0.1.0. */
  unseen?: number | null;
  /** Test images of each class; left out, the log does not say it, as those of earlier versions. */
  testPerClass?: number[];
  /** Validation images of each class. */
  validationPerClass?: number[];
}

/** The lines of a run's log as the training job writes them. */
export function logLines(choices: RunChoices = {}): [StartLine, ...(EpochLine | EndLine)[]] {
  const { samplesPerClass = [300, 50, 4], method = 'mbib', finished = true } = choices;
  const perClass = choices.perClass ?? [
    [0.5, 0.25, 0.125],
    [0.75, 0.625, 0.375],
  ];
  const time = '2026-11-24T06:13:32.000Z';
  const start: StartLine = {
    type: 'start',
    format: LOG_FORMAT,
    time,
    job: choices.job ?? 'cifar100-lt',
    ...(choices.dataSet === undefined ? {} : { dataSet: choices.dataSet }),
    method,
    options: { beta: 1, seed: 0, ...choices.options },
    backend: 'wasm',
    classes: samplesPerClass.length,
    samplesPerClass,
    classNames: choices.classNames ?? samplesPerClass.map((_, k) => `class ${k}`),
    steps: 3,
    epochs: choices.epochs ?? perClass.length,
    versions: { mbib: '0.1.0' },
    ...(choices.selection && { selection: choices.selection }),
    ...(choices.firstStage && { firstStage: choices.firstStage }),
    ...(choices.chosen && { chosen: choices.chosen }),
    ...(choices.bounds && { bounds: choices.bounds }),
    ...(choices.testPerClass && { testPerClass: choices.testPerClass }),
    ...(choices.validationPerClass && { validationPerClass: choices.validationPerClass }),
  };
  const epochs = perClass.map(
    (accuracies, i): EpochLine => ({
      type: 'epoch',
      epoch: i + 1,
      time,
      learningRate: 0.1 / 10 ** i,
      loss: 3 - i,
      trainAccuracy: 0.5,
      imagesPerSecond: 32,
      seconds: 11,
      accuracy: {
        ...groupAccuracy(accuracies, samplesPerClass),
        ...(choices.unseen === undefined ? {} : { unseen: choices.unseen }),
      },
      perClass: accuracies,
    }),
  );
  if (!finished) return [start, ...epochs];
  const best = epochs.reduce((most, line) => (line.accuracy.all! > most.accuracy.all! ? line : most));
  const result = ({ epoch, accuracy }: typeof best) => ({ epoch, accuracy });
  return [
    start,
    ...epochs,
    {
      type: 'end',
      time,
      best: result(best),
      last: result(epochs.at(-1)!),
      // The first epoch's figures stand for those of the test images: any that are not those of the other lines.
      ...(choices.selection && { test: result(epochs[0]!) }),
      seconds: 23,
    },
  ];
}

/** The text of a log. */
export const logText = (lines: unknown[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');

function groupAccuracy(perClass: number[], samplesPerClass: number[]): GroupAccuracy {
  const mean = (holds: (samples: number) => boolean) => {
    const inside = perClass.filter((_, k) => holds(samplesPerClass[k]!));
    return inside.length === 0 ? null : inside.reduce((sum, value) => sum + value, 0) / inside.length;
  };
  return {
    all: mean(() => true),
    many: mean((n) => n > 100),
    medium: mean((n) => n >= 20 && n <= 100),
    few: mean((n) => n > 0 && n < 20),
  };
}
