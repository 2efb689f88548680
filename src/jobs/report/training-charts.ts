import { percent, percentTick } from '../log/format';
import { GROUPS, type Group } from '../log/groups';
import type { EpochLine } from '../log/run-log';
import { rangeOf } from '../log/statistics';
import { type Curve, drawCurves, toCurve } from './curves';
import type { DataSet } from './grouping/data-sets';

const HEIGHT = 216;
const PERCENT = { format: percent, tickFormat: percentTick };

/** The accuracy of one series over the epochs, with a curve for each group that has classes. */
export function accuracyByGroup(dataSet: DataSet, width: number): Element {
  const { runs } = dataSet.series[0]!;
  const groups = GROUPS.filter((group) => hasGroup(dataSet, group));
  const curves = groups.map((group) =>
    toCurve(group, `var(--${group})`, runs, (line) => line.accuracy[group] ?? null),
  );
  const domain = accuracyDomain(curves);
  return drawCurves(curves, { ...axes(dataSet, width), height: 340, ...PERCENT, domain, labels: true });
}

/** The accuracy of one group over the epochs, with a curve for each series. The charts of all groups have the same axis. */
export function accuracyBySeries(dataSet: DataSet, width: number, group: Group): Element {
  const groups = GROUPS.filter((each) => hasGroup(dataSet, each));
  const domain = accuracyDomain(groups.flatMap((each) => accuracies(dataSet, each)));
  return drawCurves(accuracies(dataSet, group), { ...axes(dataSet, width), ...PERCENT, domain });
}

/** The mean training loss of every epoch. */
export function trainingLoss(dataSet: DataSet, width: number): Element {
  const curves = seriesCurves(dataSet, (line) => line.loss);
  const format = (loss: number | null) =>
    loss === null ? percent(null) : String(Number(loss.toPrecision(3)));
  return drawCurves(curves, { ...axes(dataSet, width), format });
}

/** The accuracy on the training batches of every epoch: on the images as they were trained on, by the model as it was at that step. */
export function trainingAccuracy(dataSet: DataSet, width: number): Element {
  const curves = seriesCurves(dataSet, (line) => line.trainAccuracy);
  return drawCurves(curves, { ...axes(dataSet, width), ...PERCENT, domain: accuracyDomain(curves) });
}

/** The learning rate of every epoch. The axis is logarithmic where the highest rate is more than 30 times the lowest. */
export function learningRate(dataSet: DataSet, width: number): Element {
  const curves = seriesCurves(dataSet, (line) => line.learningRate).map((curve) => ({ ...curve, runs: [] }));
  const values = curves.flatMap(({ mean }) => mean.flatMap(({ value }) => value ?? []));
  const { least: low, greatest: high } = rangeOf(values);
  const format = (rate: number | null) =>
    rate === null ? percent(null) : rate < 0.001 ? rate.toExponential() : String(Number(rate.toPrecision(3)));
  const shape = 'step-before';
  if (low > 0 && high / low > 30) {
    return drawCurves(curves, {
      ...axes(dataSet, width),
      format,
      shape,
      scale: 'log',
      domain: [low / 2, high * 2],
    });
  }
  const domain: [number, number] = [0, Number.isFinite(high) && high > 0 ? high * 1.1 : 1];
  return drawCurves(curves, { ...axes(dataSet, width), format, shape, domain });
}

/** Whether the data set has classes of a group. */
export function hasGroup({ series }: DataSet, group: Group): boolean {
  return series.some(({ runs }) =>
    runs.some((run) => run.epochs.some((line) => line.accuracy[group] != null)),
  );
}

function axes({ series }: DataSet, width: number) {
  const { greatest: epochs } = rangeOf(series.flatMap(({ runs }) => runs.map(({ start }) => start.epochs)));
  return { width, height: HEIGHT, epochs };
}

function seriesCurves({ series }: DataSet, pick: (line: EpochLine) => number | null): Curve[] {
  return series.map(({ label, colour, runs }) => toCurve(label, colour, runs, pick));
}

const accuracies = (dataSet: DataSet, group: Group) =>
  seriesCurves(dataSet, (line) => line.accuracy[group] ?? null);

/** The axis from 0 to the next multiple of 10 % above the highest accuracy. */
function accuracyDomain(curves: Curve[]): [number, number] {
  const values = curves.flatMap(({ runs }) => runs.flat().map(({ value }) => value ?? 0));
  return [0, Math.min(1, Math.ceil(10 * Math.max(0.05, ...values) + 0.01) / 10)];
}
