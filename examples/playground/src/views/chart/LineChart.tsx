import { linePath, scale, ticks } from './scale';

/** One line of a chart. */
export interface Line {
  points: readonly (readonly [x: number, y: number | null])[];
  colour: string;
  dash?: string | undefined;
  /** A thin line is one of several runs, or not smoothed; a thick one their mean. */
  thin?: boolean;
}

interface LineChartProps {
  width: number;
  height: number;
  lines: readonly Line[];
  xMost: number;
  yMost: number;
  /** What a number of the vertical axis looks like. */
  yText: (value: number) => string;
  /** What the chart says, for those who do not see it. */
  label: string;
}

const LEFT = 30;
const BOTTOM = 16;
const TOP = 6;
const RIGHT = 6;

/** Lines over steps or epochs. The axes are set beforehand, so that nothing moves but the lines. */
export function LineChart({ width, height, lines, xMost, yMost, yText, label }: LineChartProps) {
  const x = scale([0, xMost], [LEFT, width - RIGHT]);
  const y = scale([0, yMost], [height - BOTTOM, TOP]);
  const path = ({ points }: Line) =>
    linePath(points.map(([a, b]) => [x(a), b === null ? null : y(Math.min(b, yMost))]));
  return (
    <svg class="chart" width={width} height={height} role="img" aria-label={label}>
      <Axes
        {...{ width, height, x, y, yText }}
        xTicks={ticks(xMost, 4).filter(Number.isInteger)}
        yTicks={ticks(yMost, 3)}
      />
      {lines.map((line, i) => (
        <path
          key={`${line.colour} ${i}`}
          class={line.thin ? 'thin' : 'thick'}
          d={path(line)}
          stroke={line.colour}
          stroke-dasharray={line.dash}
        />
      ))}
    </svg>
  );
}

interface AxesProps {
  width: number;
  height: number;
  x: (value: number) => number;
  y: (value: number) => number;
  xTicks: number[];
  yTicks: number[];
  yText: (value: number) => string;
}

function Axes({ width, height, x, y, xTicks, yTicks, yText }: AxesProps) {
  const grid = yTicks.map((tick) => `M${LEFT} ${y(tick).toFixed(1)}H${width - RIGHT}`).join('');
  return (
    <>
      <path class="grid" d={grid} />
      {yTicks.map((tick) => (
        <text key={tick} x={LEFT - 4} y={y(tick)} dy="0.32em" text-anchor="end">
          {yText(tick)}
        </text>
      ))}
      {xTicks.map((tick) => (
        <text key={tick} x={x(tick)} y={height - 3} text-anchor={tick === 0 ? 'start' : 'middle'}>
          {tick}
        </text>
      ))}
    </>
  );
}
