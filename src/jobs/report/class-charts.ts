import { count, percent, percentTick, points, pointsTick } from '../log/format';
import type { Group } from '../log/groups';
import { movingMean, rangeOf } from '../log/statistics';
import { plural } from '../log/words';
import { groupOf } from './group-of';
import { classAccuracies, groupStretches, seriesAccuracy } from './grouping/accuracies';
import { type DataSet, DOTTED_CLASSES, NAMED_CLASSES } from './grouping/data-sets';
import type { Series } from './grouping/series-of';
import { compareSeries, isBeyond } from './intervals/series-differences';
import {
  frame,
  groupLines,
  nameAxis,
  type Stretch,
  span,
  stretchHeads,
  stretchMeans,
  tip,
} from './plot/class-axis';
import * as Plot from './plot/plot';

/** The number of training images of every class on a logarithmic axis, with lines at the bounds of the groups. */
export function classCounts(dataSet: DataSet, width: number): Element {
  const counts = dataSet.order.map((k) => dataSet.samplesPerClass[k]!);
  // A logarithm has no place for 0: classes without training images have no bar.
  const trained = counts.filter((n) => n > 0);
  const [high, low] = [trained[0] ?? 1, trained.at(-1) ?? 1];
  const floor = low / 2;
  const bounds = [dataSet.bounds.many, dataSet.bounds.few].filter(
    (bound) => bound < high / 1.5 && bound > low * 1.5,
  );
  return Plot.plot({
    ...frame(dataSet, width),
    height: 112,
    marginBottom: 6,
    y: { type: 'log', domain: [floor, high], axis: null },
    marks: [
      Plot.axisY([high, ...bounds, low], { text: count, tickSize: 0, label: null }),
      Plot.ruleY(bounds, { stroke: 'var(--rule)' }),
      Plot.rect(counts, {
        ...span(dataSet, width),
        y1: floor,
        y2: (n: number) => Math.max(n, floor),
        fill: colourIn(dataSet),
      }),
      groupLines(dataSet),
      stretchHeads(dataSet, ({ group, start, end }) => {
        const classes = end - start;
        const room = (width * classes) / counts.length;
        return room > 130 ? `${group}, ${plural(classes, 'class', 'classes')}` : group;
      }),
      tip(dataSet, counts, (samples) => groupOf(samples, dataSet.bounds), floor),
    ],
  });
}

const colourIn =
  ({ bounds }: DataSet) =>
  (samples: number): string =>
    `var(--${groupOf(samples, bounds)})`;

/** The accuracy of every class after the last epoch: as bars for one series, as dots for several. */
export function classAccuracy(dataSet: DataSet, width: number): Element {
  const accuracies = dataSet.series.map((series) => classAccuracies(dataSet, series));
  const marks =
    dataSet.series.length === 1
      ? accuracyBars(dataSet, width, accuracies[0]!)
      : dataSet.series.flatMap((series, i) => accuracyDots(dataSet, series, accuracies[i]!));
  const highest = accuracies.flat().reduce<number>((most, value) => Math.max(most, value ?? 0), 0.05);
  const rows = dataSet.order.map((_, i) => accuracies.map((of) => of[i]!));
  const change = ({ group }: Stretch) =>
    dataSet.series.map((series) => percent(meanOf(series, group))).join(' → ');
  return Plot.plot({
    ...frame(dataSet, width),
    ...nameAxis(dataSet, width),
    height: 300,
    y: {
      domain: [0, Math.ceil(10 * highest) / 10],
      ticks: 5,
      tickFormat: percentTick,
      tickSize: 0,
      label: null,
    },
    marks: [
      Plot.gridY({ ticks: 5, stroke: 'var(--rule)', strokeOpacity: 1 }),
      dataSet.series.length > 1 && rows.length <= DOTTED_CLASSES ? connectors(rows) : null,
      groupLines(dataSet),
      ...marks,
      dataSet.series.length === 2 ? stretchHeads(dataSet, change) : null,
      Plot.ruleY([0], { stroke: 'var(--faint)' }),
      tip(dataSet, rows, (row) => row.map((value, i) => tipLine(dataSet, i, value)).join('\n'), 0),
    ],
  });
}

function tipLine({ series }: DataSet, i: number, value: number | null): string {
  return series.length === 1 ? `accuracy ${percent(value)}` : `${series[i]!.label}  ${percent(value)}`;
}

function accuracyBars(dataSet: DataSet, width: number, accuracies: (number | null)[]): Plot.Markish[] {
  const colours = dataSet.order.map((k) => colourIn(dataSet)(dataSet.samplesPerClass[k]!));
  const means = groupStretches(dataSet).map((stretch) => ({
    ...stretch,
    mean: meanOf(dataSet.series[0]!, stretch.group),
  }));
  return [
    Plot.rect(accuracies, {
      ...span(dataSet, width),
      y1: 0,
      y2: (value: number | null) => value,
      fill: (_, i) => colours[i],
      fillOpacity: 0.75,
    }),
    stretchMeans(means),
    stretchHeads(dataSet, ({ group }) => percent(meanOf(dataSet.series[0]!, group))),
  ];
}

/** A dot for every class, and a line of their moving mean where there are too many dots to see a tendency. */
function accuracyDots(dataSet: DataSet, { colour }: Series, accuracies: (number | null)[]): Plot.Markish[] {
  const few = accuracies.length <= NAMED_CLASSES;
  const x = (_: unknown, i: number) => i;
  const dots = Plot.dot(accuracies, {
    x,
    y: (value: number | null) => value,
    fill: colour,
    r: few ? 5 : 2.5,
    fillOpacity: few ? 1 : 0.6,
  });
  const smooth = movingMean(accuracies, Math.round(accuracies.length / 20));
  const line = Plot.line(smooth, { x, y: (value) => value, stroke: colour, strokeWidth: 2 });
  if (dataSet.order.length > DOTTED_CLASSES) return [line];
  return few ? [dots] : [dots, line];
}

function connectors(rows: (number | null)[][]): Plot.Markish {
  return Plot.ruleX(rows, {
    x: (_: unknown, i: number) => i,
    y1: (row: (number | null)[]) => rangeOf(row.map((value) => value ?? Number.NaN)).least,
    y2: (row: (number | null)[]) => rangeOf(row.map((value) => value ?? Number.NaN)).greatest,
    stroke: 'var(--rule)',
    strokeWidth: rows.length <= NAMED_CLASSES ? 3 : 1,
  });
}

/** How much more accurate the second of two series is than the first, class by class, in percentage points. */
export function classDifference(dataSet: DataSet, width: number): Element {
  const [first, second] = dataSet.series as [Series, Series];
  const [base, other] = [classAccuracies(dataSet, first), classAccuracies(dataSet, second)];
  const differences = other.map((value, i) => minus(value, base[i]!));
  const { ofClass } = compareSeries(dataSet, first, second);
  const beyond = dataSet.order.map((k) => isBeyond(ofClass(k)));
  const mean = (group: Group) => minus(meanOf(second, group), meanOf(first, group));
  const means = groupStretches(dataSet).map((stretch) => ({ ...stretch, mean: mean(stretch.group) }));
  const values = differences.map((value) => value ?? 0);
  const domain = [Math.min(-0.02, ...values), Math.max(0.02, ...values)];
  return Plot.plot({
    ...frame(dataSet, width),
    ...nameAxis(dataSet, width),
    height: 260,
    y: { domain, ticks: 5, tickFormat: pointsTick, tickSize: 0, label: null },
    marks: [
      Plot.gridY({ ticks: 5, stroke: 'var(--rule)', strokeOpacity: 1 }),
      groupLines(dataSet),
      Plot.rect(differences, {
        ...span(dataSet, width),
        y1: 0,
        y2: (value: number | null) => value,
        // What may be chance has no colour of a series.
        fill: (value: number | null, i: number) =>
          beyond[i] ? ((value ?? 0) < 0 ? first.colour : second.colour) : 'var(--faint)',
        fillOpacity: 0.8,
      }),
      Plot.ruleY([0], { stroke: 'var(--muted)' }),
      stretchMeans(means),
      stretchHeads(dataSet, ({ group }) => points(mean(group))),
      tip(dataSet, differences, (value) => `${points(value)} points`, 0),
    ],
  });
}

const minus = (a: number | null, b: number | null) => (a === null || b === null ? null : a - b);

const meanOf = (series: Series, group: Group) => seriesAccuracy(series, 'last', group)?.mean ?? null;
