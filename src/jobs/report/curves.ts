import type { EpochLine, RunLog } from '../log/run-log';
import { meanSd, rangeOf } from '../log/statistics';
import * as Plot from './plot/plot';

/** A curve over the epochs: a number for each epoch of each run of a series, and their mean. */
export interface Curve {
  /** Name of the curve. */
  label: string;
  /** CSS colour. */
  colour: string;
  /** The points of each run. */
  runs: Point[][];
  /** The mean over the runs, up to the last epoch that every run has reached. */
  mean: Point[];
}

/** A number at an epoch; null where there is none. */
export interface Point {
  epoch: number;
  value: number | null;
}

/** Options of {@link drawCurves}. */
export interface CurveOptions {
  /** In pixels. */
  width: number;
  /** In pixels. */
  height: number;
  /** Length of the horizontal axis: the number of epochs that were asked for, also where a run has not reached them. */
  epochs: number;
  /** Writes a value for the box at the pointer. */
  format: (value: number | null) => string;
  /** Writes a value for the vertical axis. Default: as in the box. */
  tickFormat?: (value: number) => string;
  /** Lowest and highest value of the vertical axis. Default: those of the curves. */
  domain?: [number, number];
  /** Scale of the vertical axis. Default `'linear'`. */
  scale?: 'linear' | 'log';
  /** Whether points are joined by straight lines or by steps. Default `'linear'`. */
  shape?: 'linear' | 'step-before';
  /** Whether the name of each curve is written at its end. Default false. */
  labels?: boolean;
}

/** The look of the box at the pointer. */
export const TIP = { lineHeight: 1.35, stroke: 'var(--faint)', fill: 'var(--paper)' };

/** Makes a curve of the number that `pick` returns for every epoch of every run. */
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
 * Draws curves over the epochs: a strong line for the mean of each, and thin lines for its runs.
 *
 * @returns an SVG element. Its colours are CSS variables, so it changes with the page from light to dark
 *
 * @example
 * ```ts
 * const curve = toCurve('loss', 'var(--ink)', [run], (line) => line.loss);
 * drawCurves([curve], { width: 400, height: 200, epochs: 20, format: String });
 * ```
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
  const { least: low, greatest: high } = rangeOf(finite);
  return low < high ? [low, high] : [low / 2, low === 0 ? 1 : low * 1.5];
}

function epochTicks(epochs: number, width: number): number[] {
  const most = Math.max(2, Math.floor(width / 60));
  const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500].find((size) => epochs / size <= most) ?? epochs;
  return Array.from({ length: Math.floor(epochs / step) }, (_, i) => (i + 1) * step);
}

/** The names of the curves at their ends. Names that would overlap are moved up, to be `gap` (in the unit of the axis) apart. */
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
    const top = rangeOf(heights.filter((value) => value !== null)).greatest;
    return { epoch: point.epoch, value: top, title: [`Epoch ${point.epoch}`, ...values].join('\n') };
  });
  const seen = rows.filter(({ value }) => Number.isFinite(value));
  return [
    Plot.ruleX(seen, Plot.pointerX({ x: 'epoch', stroke: 'var(--faint)' })),
    Plot.tip(seen, Plot.pointerX({ ...TIP, x: 'epoch', y: 'value', title: 'title' })),
  ];
}
