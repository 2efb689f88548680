import { GROUPS, type Group } from '../../log/groups';
import { REPRESENTATIONS } from '../../log/outputs/representations';
import type { EpochResult, RecordedOptions, RunLog } from '../../log/run-log';
import { lastEpoch, secondsOf } from '../../log/run-summary';
import type { ExperimentRun } from '../expand';
import type { OptionValues } from '../option-value';

/** Figures of a run or a setting: accuracy over all images, by group, and the mean of the classes (balanced). */
export const FIGURES = [...GROUPS, 'balanced'] as const;

/** One of {@link FIGURES}. */
export type Figure = (typeof FIGURES)[number];

/** Accuracies as fractions in 0..1; null where there is none. */
export type Accuracies = Record<Figure, number | null>;

/** What a finished run costs, as its metrics say; what they do not say is null. */
export interface RunCost {
  /** Number of parameters of its net. */
  parameters: number | null;
  /** Multiply-adds of its classifier for one input. */
  multiplyAdds: number | null;
  /** The same for an image of 640 × 640, as Table 6 of the paper has it. */
  multiplyAddsAt640: number | null;
}

/**
 * The representations that results tell apart: v and z, and `vz`, both side by side, which the classifier of a second stage takes where that
 * goes on from a net that has both.
 */
export const MEASURED = [...REPRESENTATIONS, 'vz'] as const;

/** One of {@link MEASURED}. */
export type MeasuredRepresentation = (typeof MEASURED)[number];

/** Something of ρ of each representation that is known, by groups. */
export type Rho<Value> = Partial<Record<MeasuredRepresentation, Record<Group, Value | null>>>;

/** What a finished run's metrics and outputs say besides accuracies. */
export interface RunMeasures extends RunCost {
  /** The representations that its net has, also where it did not keep them; none before it is finished. */
  representations: readonly MeasuredRepresentation[];
  /** ρ of the representations of the test images (Eq. 17, Table 5); null where it was not asked for either. */
  rho: Rho<number> | null;
}

/** What a run of an experiment came to so far. */
export interface RunRow extends RunMeasures {
  /** Its number. */
  index: number;
  /** Name of its folder. */
  folder: string;
  /** Its setting's label. */
  label: string;
  /** Its seed. */
  seed: number;
  /** Its options; of a second stage those of `mbib finetune`. */
  options: OptionValues;
  /** Of a second stage, the number of the run that it goes on from; else null. */
  from: number | null;
  /** Of a method that learns from a teacher, the number of the run that is the teacher; else null. */
  teacher: number | null;
  /** What it chose by itself on its validation images, as the τ of a second stage; null where it chose nothing. */
  chosen: RecordedOptions | null;
  /** Whether its log has its last line. Until then it has no accuracies. */
  finished: boolean;
  /** The last epoch that is done, 0 before the first. */
  epoch: number;
  /** Length of its training; null before it has begun. */
  epochs: number | null;
  /** 'validation' where there were no test images, and `test` is of validation images; else null. */
  testedOn: 'validation' | null;
  /** On the test images: after the last epoch, or where validation images chose an epoch, at that one. */
  test: Accuracies | null;
  /** On the test images at the epoch that is the best on them, in hindsight; null where validation images chose. */
  hindsight: Accuracies | null;
  /** On the validation images at the epoch that they chose; null where there are none. */
  validation: Accuracies | null;
  /** Seconds that training and evaluation took; null where it is not known. */
  seconds: number | null;
  /** The backend that it is computed with; null before it has begun. */
  backend: string | null;
  /** Commit of the checkout that it was started in; null where it is not known. */
  commit: string | null;
  /** Accuracy over all images after every epoch: on the test images, or on the validation images where there are some. */
  curve: (number | null)[];
}

/**
 * What a run came to.
 *
 * @param log what its log says; undefined where it has not begun
 * @param measures what is known of it besides
 */
export function runRow(
  { first, teacher, ...run }: ExperimentRun,
  log: RunLog | undefined,
  measures: Partial<RunMeasures> = {},
): RunRow {
  const end = log?.end ?? null;
  const isChosen = log?.start.selection === 'validation';
  const accuracies = (result: EpochResult | undefined, measured: boolean) =>
    log && result ? accuraciesOf(result, measured ? log : undefined) : null;
  return {
    ...run,
    from: first?.index ?? null,
    teacher: teacher?.index ?? null,
    chosen: log?.start.chosen ?? null,
    finished: end !== null,
    epoch: (log && lastEpoch(log)?.epoch) ?? 0,
    epochs: log?.start.epochs ?? null,
    testedOn: log?.start.testedOn ?? null,
    test: end && accuracies(isChosen ? end.test : end.last, !isChosen),
    hindsight: end && !isChosen ? accuracies(end.best, true) : null,
    validation: end && isChosen ? accuracies(end.best, true) : null,
    seconds: end && log ? secondsOf(log) : null,
    ...{ representations: [], parameters: null, multiplyAdds: null, multiplyAddsAt640: null, rho: null },
    ...(end && measures),
    backend: log?.start.backend ?? null,
    commit: log?.start.commit ?? null,
    curve: log?.epochs.map(({ accuracy }) => accuracy.all) ?? [],
  };
}

/** @param log where the epoch's line has the accuracies of the classes */
function accuraciesOf({ epoch, accuracy }: EpochResult, log: RunLog | undefined): Accuracies {
  const perClass = log?.epochs.find((line) => line.epoch === epoch)?.perClass ?? [];
  const known = perClass.filter((value) => value !== null);
  const balanced = known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  const groups = GROUPS.map((group) => [group, accuracy[group] ?? null]);
  return { ...Object.fromEntries(groups), balanced } as Accuracies;
}
