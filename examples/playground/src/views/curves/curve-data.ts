import { type Group, groupOf, groupsOf, meanSd, movingMean, type RunLog } from 'mbib/jobs';
import type { Run, StepLoss } from '../../state/run';
import type { Line } from '../chart/LineChart';
import type { ShownGroup } from '../shown-group';

const GRID = 100;

/** The number of the last step of the longest run; 1 where none has begun. */
export function lastStep(groups: readonly ShownGroup[]): number {
  return Math.max(1, ...logsOf(groups).map(({ start }) => start.steps * start.epochs));
}

/** The number of the last epoch of the longest run; 1 where none has begun. */
export function lastEpochOf(groups: readonly ShownGroup[]): number {
  return Math.max(1, ...logsOf(groups).map(({ start }) => start.epochs));
}

function logsOf(groups: readonly ShownGroup[]): RunLog[] {
  return groups.flatMap(({ runs }) => runs.flatMap(({ log }) => log ?? []));
}

/**
 * The losses of some groups: of one run raw and thin, and smoothed and thick; of several seeds each smoothed and thin, and their mean
 * thick, as far as all of them have come.
 */
export function lossLines(groups: readonly ShownGroup[]): Line[] {
  return groups.flatMap(({ runs, colour, dash }) => {
    const begun = runs.filter(({ steps }) => steps.length > 0);
    const smooth = begun.map(({ steps }) => smoothed(steps));
    const thin = begun.length > 1 ? smooth : begun.map(({ steps }) => pointsOf(steps));
    const mean = begun.length > 1 ? meanLine(smooth) : smooth[0];
    const style = { colour, dash };
    return [
      ...thin.map((points) => ({ points, colour, thin: true })),
      ...(mean ? [{ points: mean, ...style }] : []),
    ];
  });
}

/** The greatest loss that the axis has to show: a few much greater ones, such as the first, are cut off. */
export function greatestLoss(groups: readonly ShownGroup[]): number {
  const losses = groups.flatMap(({ runs }) => runs.flatMap(({ steps }) => steps.map(({ loss }) => loss)));
  const sorted = losses.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return 1;
  return Math.min(sorted.at(-1)!, 1.5 * sorted[Math.floor(0.98 * (sorted.length - 1))]!) || 1;
}

const pointsOf = (steps: readonly StepLoss[]) =>
  steps.map(({ step, loss }): [number, number | null] => [step, Number.isFinite(loss) ? loss : null]);

function smoothed(steps: readonly StepLoss[]): [number, number | null][] {
  const points = pointsOf(steps);
  const losses = movingMean(
    points.map(([, loss]) => loss),
    Math.max(1, Math.round(steps.length / 30)),
  );
  return points.map(([step], i) => [step, losses[i]!]);
}

/** The mean of lines with points at different places: at places of its own, between the points of each. */
function meanLine(lines: readonly [number, number | null][][]): [number, number | null][] {
  const from = Math.max(...lines.map((line) => line[0]![0]));
  const to = Math.min(...lines.map((line) => line.at(-1)![0]));
  if (to < from) return [];
  return Array.from({ length: GRID + 1 }, (_, i): [number, number | null] => {
    const x = from + (i / GRID) * (to - from);
    return [x, meanSd(lines.map((line) => valueAt(line, x)))?.mean ?? null];
  });
}

function valueAt(line: readonly [number, number | null][], x: number): number | null {
  const after = line.findIndex(([at]) => at >= x);
  const [next, before] = [line[after], line[Math.max(0, after - 1)]];
  if (!next || !before || next[1] === null || before[1] === null) return null;
  const share = next[0] === before[0] ? 1 : (x - before[0]) / (next[0] - before[0]);
  return before[1] + share * (next[1] - before[1]);
}

/** A group of classes with the number of its test images, and its accuracies by epoch. */
export interface AccuracyPanel {
  name: Group;
  /** Test images of one run; undefined where the data are not kept any more. */
  images: number | undefined;
  lines: Line[];
}

/**
 * The accuracies after every epoch of all images and of each group of classes that there is.
 *
 * @param images test images of each class of the first group
 */
export function accuracyPanels(
  groups: readonly ShownGroup[],
  samplesPerClass: readonly number[],
  images: ArrayLike<number> | undefined,
): AccuracyPanel[] {
  const present = groupsOf(samplesPerClass).filter(
    (name) => name === 'all' || samplesPerClass.some((samples) => groupOf(samples) === name),
  );
  return present.map((name) => ({
    name,
    images:
      images &&
      samplesPerClass.reduce(
        (sum, samples, k) => sum + (name === 'all' || groupOf(samples) === name ? images[k]! : 0),
        0,
      ),
    lines: groups.flatMap(({ runs, colour, dash }) => {
      const each = runs.map((run) => epochPoints(run, name)).filter((points) => points.length > 0);
      const thin = each.length > 1 ? each.map((points) => ({ points, colour, thin: true })) : [];
      return [...thin, ...(each.length > 0 ? [{ points: meanOfEpochs(each), colour, dash }] : [])];
    }),
  }));
}

function epochPoints({ log }: Run, name: Group): [number, number | null][] {
  return log?.epochs.map(({ epoch, accuracy }) => [epoch, accuracy[name] ?? null]) ?? [];
}

/** The mean over runs of each epoch that all of them have. */
function meanOfEpochs(each: readonly [number, number | null][][]): [number, number | null][] {
  const shortest = each.reduce((least, points) => (points.length < least.length ? points : least));
  return shortest.map(([epoch], i) => [epoch, meanSd(each.map((points) => points[i]![1]))?.mean ?? null]);
}
