import * as Plot from '@observablehq/plot';
import type { EpochLine, RunLog } from '../log/run-log';
import { meanSd } from '../log/statistics';

/** One number an epoch, over the runs of a series. */
export interface Curve {
  label: string;
  colour: string;
  runs: Point[][];
  /** As far as every run has come. */
  mean: Point[];
}

export interface Point {
  epoch: number;
  value: number | null;
}

export interface CurveOptions {
  /** Pixels. */
  width: number;
  height: number;
  /** Length of the horizontal axis: the epochs asked for, also when a run has not come so far. */
  epochs: number;
  /** How a value is written in the tip, and how on the axis. */
  format: (value: number | null) => string;
  tickFormat?: (value: number) => string;
  domain?: [number, number];
  scale?: 'linear' | 'log';
  shape?: 'linear' | 'step-before';
  /** Whether the name of a curve stands at its end. */
  labels?: boolean;
}

/** How the box at the pointer looks. */
export const TIP = { lineHeight: 1.35, stroke: 'var(--faint)', fill: 'var(--paper)' };

/** Collects what `pick` reads from every epoch of every run. */
export function toCurve(
  label: string,
  colour: string,
  runs: RunLog[],
  pick: (line: EpochLine) => number | null,
): Curve {
  const points = runs.map((run) => run.epochs.map((line) => ({ epoch: line.epoch, value: pick(line) })));
  const shortest = points.reduce((least, of) => (of.length < least.length ? of : least));
  const mean = shortest.map(({ epoch }) => {
    const values = points.map((of) => of.find((point) => point.epoch === epoch)?.value ?? null);
    return { epoch, value: meanSd(values)?.mean ?? null };
  });
  return { label, colour, runs: points, mean };
}

/**
 * Draws curves over epochs: a strong line for the mean, thin ones for the runs behind it.
 *
 * @returns An SVG element; colours are CSS variables, so it follows the page from light to dark.
 * @example
 * drawCurves([toCurve('loss', 'var(--ink)', [run], (line) => line.loss)], { width: 400, height: 200, … });
 */
export function drawCurves(curves: Curve[], options: CurveOptions): Element {
  const { width, height, epochs, format, shape = 'linear', labels = false } = options;
  const domain = options.domain ?? extent(curves);
  const [low, high] = domain;
  const line = { x: 'epoch', y: 'value', curve: shape } as const;
  return Plot.plot({
    width,
    height,
    marginTop: 10,
    marginRight: labels ? 62 : 10,
    marginBottom: 36,
    marginLeft: 42,
    x: {
      domain: [1, Math.max(2, epochs)],
      ticks: epochTicks(epochs, width),
      tickFormat: 'd',
      tickSize: 0,
      label: 'epoch',
      labelArrow: 'none',
    },
    y: {
      domain,
      type: options.scale ?? 'linear',
      ticks: 4,
      tickFormat: options.tickFormat ?? format,
      tickSize: 0,
      label: null,
    },
    marks: [
      Plot.gridY({ ticks: 4, stroke: 'var(--rule)', strokeOpacity: 1 }),
      ...curves.flatMap(({ runs, colour }) =>
        runs.length < 2
          ? []
          : runs.map((run) =>
              Plot.line(run, { ...line, stroke: colour, strokeWidth: 1, strokeOpacity: 0.35 }),
            ),
      ),
      ...curves.flatMap(({ mean, colour }) => [
        Plot.line(mean, { ...line, stroke: colour, strokeWidth: 2 }),
        Plot.dot(mean.slice(-1), { x: 'epoch', y: 'value', fill: colour, r: 3 }),
      ]),
      labels ? endLabels(curves, (high - low) * (15 / (height - 46))) : null,
      ...tips(curves, format),
    ],
  });
}

function extent(curves: Curve[]): [number, number] {
  const values = curves.flatMap(({ runs }) => runs.flat().map((point) => point.value));
  const finite = values.filter((value) => value !== null);
  if (finite.length === 0) return [0, 1];
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  return low < high ? [low, high] : [low / 2, low === 0 ? 1 : low * 1.5];
}

function epochTicks(epochs: number, width: number): number[] {
  const most = Math.max(2, Math.floor(width / 60));
  const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500].find((size) => epochs / size <= most) ?? epochs;
  return Array.from({ length: Math.floor(epochs / step) }, (_, i) => (i + 1) * step);
}

/** Names at the ends of the curves, pushed apart until they are `gap` (in the values' unit) from each other. */
function endLabels(curves: Curve[], gap: number): Plot.Markish {
  const ends = curves.flatMap(({ label, colour, mean }) => {
    const end = mean.at(-1);
    return end === undefined || end.value === null ? [] : [{ label, colour, ...end, value: end.value }];
  });
  ends.sort((a, b) => a.value - b.value);
  for (let i = 1; i < ends.length; i++) {
    ends[i]!.value = Math.max(ends[i]!.value, ends[i - 1]!.value + gap);
  }
  return Plot.text(ends, {
    x: 'epoch',
    y: 'value',
    text: 'label',
    fill: 'colour',
    textAnchor: 'start',
    dx: 8,
  });
}

function tips(curves: Curve[], format: (value: number | null) => string): Plot.Markish[] {
  const [first, ...others] = curves.map(({ mean }) => mean);
  const rows = (first ?? []).map((point, i) => {
    const values = curves.map(({ label, mean }) => `${label}  ${format(mean[i]?.value ?? null)}`);
    const heights = [point, ...others.map((mean) => mean[i])].map((of) => of?.value ?? null);
    const top = Math.max(...heights.filter((value) => value !== null));
    return { epoch: point.epoch, value: top, title: [`Epoch ${point.epoch}`, ...values].join('\n') };
  });
  const seen = rows.filter(({ value }) => Number.isFinite(value));
  return [
    Plot.ruleX(seen, Plot.pointerX({ x: 'epoch', stroke: 'var(--faint)' })),
    Plot.tip(seen, Plot.pointerX({ ...TIP, x: 'epoch', y: 'value', title: 'title' })),
  ];
}
