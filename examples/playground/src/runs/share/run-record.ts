import { bestEpoch, meanSd, secondsOf } from 'mbib/jobs';
import type { PlaygroundData } from '../../state/playground-data';
import type { Run } from '../../state/run';

/** What is said of a run that has been tested. */
export interface RunFigures {
  epoch: number;
  all: number | null;
  many: number | null;
  medium: number | null;
  few: number | null;
  /** Mean of the accuracies of the classes that have test images. */
  balanced: number | null;
  /** Epoch with the highest accuracy over all test images. */
  bestEpoch: number;
  testImages: number | null;
  seconds: number | null;
}

/** The figures of a run after its last epoch; undefined before the first. */
export function figuresOf({ log, outputs }: Run): RunFigures | undefined {
  const last = log?.epochs.at(-1);
  if (!log || !last) return undefined;
  const { all, many, medium, few } = last.accuracy;
  return {
    epoch: last.epoch,
    all,
    many,
    medium,
    few,
    balanced: meanSd(last.perClass.filter((each) => each !== null))?.mean ?? null,
    bestEpoch: bestEpoch(log)!.epoch,
    testImages: outputs?.predictions.length ?? null,
    seconds: secondsOf(log),
  };
}

/** A run with its data, as files of runs are written from. */
export interface SharedRun {
  run: Run;
  /** What its group is called. */
  label: string;
  /** Undefined where it is not kept any more. */
  data: PlaygroundData | undefined;
}
