import type { MetricName } from '../../experiment/experiment';
import { type ExperimentResults, metricValue } from '../../experiment/results/experiment-results';
import { percent, percentTick } from '../../log/format';
import { rangeOf } from '../../log/statistics';
import { TIP } from '../curves';
import type { MethodTitles } from '../method-title';
import * as Plot from '../plot/plot';
import { heatPair, type Placed, placedOver, restOf } from './searched';
import { curveColours, settingColours } from './setting-colours';

/** The test accuracy of every setting: a dot for the mean, rings for the runs, a stroke for what the paper prints. */
export function settingAccuracies(results: ExperimentResults, width: number, titles: MethodTitles): Element {
  const { settings, runs } = results;
  const colours = settingColours(results, titles);
  const dots = settings.flatMap(({ label, test }) => (test.all ? [{ label, value: test.all.mean }] : []));
  const rings = runs.flatMap(({ label, test, seed }) =>
    test?.all == null ? [] : [{ label, value: test.all, seed }],
  );
  const printed = settings.flatMap(({ label, paper }) =>
    paper?.all === undefined ? [] : [{ label, value: paper.all / 100 }],
  );
  const longest = rangeOf(settings.map(({ label }) => label.length)).greatest;
  const left = Math.min(width / 2.5, 24 + longest * 6.6);
  const axis = { labelArrow: 'none', tickFormat: percentTick, ticks: 6, grid: true, inset: 12 } as const;
  return Plot.plot({
    width,
    height: 46 + settings.length * 22,
    marginLeft: left,
    marginTop: 8,
    marginBottom: 36,
    x: { ...axis, label: 'test accuracy, %', ...domainOf([...dots, ...rings, ...printed]) },
    y: {
      domain: settings.map(({ label }) => label),
      label: null,
      tickSize: 0,
      tickFormat: (label: string) => cut(label, left / 6.6),
    },
    marks: [
      Plot.ruleY(settings, { y: 'label', stroke: 'var(--rule)' }),
      ...accuracyMarks({ dots, rings, printed }, colours),
    ],
  });
}

interface LabelledValue {
  label: string;
  value: number;
}

function accuracyMarks(
  { dots, rings, printed }: Record<'dots' | 'rings' | 'printed', LabelledValue[]>,
  colours: ReadonlyMap<string, string>,
): Plot.Markish[] {
  const colour = ({ label }: LabelledValue) => colours.get(label)!;
  const place = { x: 'value', y: 'label' } as const;
  const stroke = { stroke: 'var(--few)', strokeWidth: 3, insetTop: 4, insetBottom: 4 };
  const title = ({ label, value }: LabelledValue) => `${label}\n${percent(value)} %`;
  return [
    Plot.tickX(printed, { ...place, ...stroke }),
    Plot.dot(rings, { ...place, stroke: colour, r: 4 }),
    Plot.dot(dots, { ...place, fill: colour, r: 4 }),
    Plot.tip(dots, Plot.pointerY({ ...TIP, ...place, title })),
  ];
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.max(1, Math.floor(most) - 1))}…`;
}

/** An axis needs two different ends. */
function domainOf(points: readonly { value: number }[]): { domain?: [number, number] } {
  const { least, greatest } = rangeOf(points.map(({ value }) => value));
  if (!Number.isFinite(least)) return { domain: [0, 1] };
  return greatest - least < 0.005
    ? { domain: [Math.max(0, least - 0.01), Math.min(1, greatest + 0.01)] }
    : {};
}

/** What a chart over a parameter is of. */
interface OverParameter {
  width: number;
  parameter: string;
  figure: MetricName;
  titles: MethodTitles;
}

/** An accuracy over a parameter: a curve for each combination of the others, or a cloud of a random search. */
export function overParameter(
  results: ExperimentResults,
  { width, parameter, figure, titles }: OverParameter,
): Element {
  const { points, isCloud } = placedOver(results, parameter, figure);
  const known = points.filter((point): point is Placed & { value: number } => point.value !== null);
  const colours = curveColours(points, results, titles);
  const printed = points.flatMap(({ setting, x, series }) =>
    setting.paper?.all === undefined ? [] : [{ x, series, value: setting.paper.all / 100 }],
  );
  const shown = figure === 'test.all' ? printed : [];
  const place = { x: 'x', y: 'value', z: 'series' } as const;
  const stroke = ({ series }: { series: string }) => colours.get(series)!;
  return Plot.plot({
    width,
    height: 280,
    marginLeft: 42,
    marginBottom: 40,
    x: {
      label: parameter,
      labelArrow: 'none',
      tickSize: 0,
      inset: 10,
      ...(spansDecades(points) && { type: 'log' as const }),
    },
    y: {
      label: null,
      ticks: 5,
      tickFormat: (value: number) => percent(value),
      tickSize: 0,
      inset: 8,
      ...domainOf([...known, ...shown]),
    },
    marks: [
      Plot.gridY({ ticks: 5, stroke: 'var(--rule)', strokeOpacity: 1 }),
      ...(isCloud ? [] : [Plot.line(known, { ...place, sort: 'x', stroke, strokeWidth: 2 })]),
      Plot.line(shown, { ...place, sort: 'x', stroke, strokeWidth: 1.5, strokeDasharray: '3 4' }),
      Plot.dot(shown, { ...place, stroke, r: 3 }),
      Plot.dot(known, { ...place, fill: stroke, r: 4 }),
      Plot.tip(
        known,
        Plot.pointer({
          ...TIP,
          ...place,
          title: ({ setting, value }) => `${setting.label}\n${percent(value)} %`,
        }),
      ),
    ],
  });
}

function spansDecades(points: readonly Placed[]): boolean {
  const { least, greatest } = rangeOf(points.map(({ x }) => x));
  return least > 0 && greatest / least >= 100;
}

/** An accuracy by two parameters, one map for each combination of the others: the stronger the colour, the better. */
export function heatMap(results: ExperimentResults, width: number, figure: MetricName): Element {
  const [across, down] = heatPair(results)!;
  const { settings } = results;
  const cells = settings.map((setting) => ({
    x: setting.values[across] as number,
    y: setting.values[down] as number,
    rest: restOf(setting, [across, down]),
    value: metricValue(setting, figure)?.mean ?? null,
  }));
  const known = cells.filter(
    (cell): cell is (typeof cells)[number] & { value: number } => cell.value !== null,
  );
  const rests = [...new Set(cells.map(({ rest }) => rest))];
  const rows = new Set(cells.map(({ y }) => y)).size;
  const { least, greatest } = rangeOf(known.map(({ value }) => value));
  const share = (value: number) => (greatest > least ? (value - least) / (greatest - least) : 1);
  return Plot.plot({
    width,
    height: rests.length * (rows * 34 + 30) + 60,
    marginLeft: 60,
    marginBottom: 40,
    padding: 0.04,
    x: { type: 'band', label: across, labelArrow: 'none', tickSize: 0 },
    y: { type: 'band', label: down, labelArrow: 'none', tickSize: 0, reverse: true },
    fy: { label: null, domain: rests, tickFormat: cut40 },
    marks: [
      Plot.cell(cells, { x: 'x', y: 'y', fy: 'rest', fill: 'var(--card)' }),
      Plot.cell(known, {
        x: 'x',
        y: 'y',
        fy: 'rest',
        fill: 'var(--series-2)',
        fillOpacity: ({ value }) => 0.08 + 0.6 * share(value),
      }),
      Plot.text(known, {
        x: 'x',
        y: 'y',
        fy: 'rest',
        text: ({ value }) => percent(value),
        fill: 'var(--ink)',
      }),
    ],
  });
}

const cut40 = (text: string): string => cut(text, 40);
