import { plural } from '../../../log/words';
import { TIP } from '../../curves';
import * as Plot from '../../plot/plot';
import { type ClassLine, smoothed, window } from './posterior-lines';

interface ClassPoint {
  rank: number;
  value: number;
  line: number;
}

/** How the lines are drawn. */
export interface PosteriorForm {
  /** Text of the vertical axis. */
  label: string;
  /** Whether a rule marks 0, which differences are about. */
  zero: boolean;
}

/** Values of the classes, sorted by their training images: dots, and a line a setting. */
export function posteriorChart(
  lines: readonly ClassLine[],
  width: number,
  { label, zero }: PosteriorForm,
): Element {
  const classes = lines[0]!.classes;
  const pointsOf = (values: (line: ClassLine) => readonly (number | null)[]) =>
    lines.flatMap((line, i) =>
      values(line).flatMap((value, rank): ClassPoint[] => (value === null ? [] : [{ rank, value, line: i }])),
    );
  const dots = pointsOf(({ values }) => values);
  const curves = pointsOf(({ values }) => smoothed(values));
  const isSmooth = window(classes.length) > 1;
  const colour = ({ line }: ClassPoint) => lines[line]!.colour;
  const place = { x: 'rank', y: 'value' } as const;
  const title = ({ rank, value, line }: ClassPoint) => {
    const { name, samples } = lines[line]!.classes[rank]!;
    return `${name}, ${plural(samples, 'training image')}\n${lines[line]!.label}: ${value.toFixed(3)}`;
  };
  return Plot.plot({
    width,
    height: 320,
    marginLeft: 46,
    marginBottom: 40,
    x: {
      domain: [-0.5, Math.max(...lines.map((line) => line.classes.length)) - 0.5],
      label: 'classes, most training images first',
      labelArrow: 'none',
      tickSize: 0,
      ticks: 0,
    },
    y: { label, labelArrow: 'none', tickSize: 0, ticks: 6, ...(zero ? {} : { domain: [0, 1] }) },
    marks: [
      Plot.gridY({ ticks: 6, stroke: 'var(--rule)', strokeOpacity: 1 }),
      ...(zero ? [Plot.ruleY([0], { stroke: 'var(--ink)' })] : []),
      Plot.dot(dots, { ...place, fill: colour, r: isSmooth ? 1.6 : 3, fillOpacity: isSmooth ? 0.5 : 1 }),
      Plot.line(curves, { ...place, z: 'line', stroke: colour, strokeWidth: 2 }),
      Plot.tip(dots, Plot.pointer({ ...TIP, ...place, title })),
    ],
  });
}
