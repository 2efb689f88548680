/** A bar chart or a line chart of a few series, as an SVG that has colours of its own in light and in dark. */
export interface Chart {
  /** What a reader who does not see it is told. */
  title: string;
  /** Names of the positions from left to right. */
  positions: string[];
  /** What the positions are. */
  horizontal: string;
  /** What the heights are. */
  vertical: string;
  series: { name: string; values: number[] }[];
  /** Ticks of the vertical axis, from its lower to its upper end. */
  ticks: number[];
  /** How a height is written. */
  format?: (value: number) => string;
  form: 'bars' | 'lines';
  /** A vertical axis in powers: equal distances are equal ratios. */
  logarithmic?: boolean;
  /** Whether every bar has its height written on it. */
  written?: boolean;
}

const width = 640;
const height = 300;
const left = 58;
const right = 12;
const top = 40;
const bottom = 52;

// The site has the same classes with its own colours: docs/.vitepress/theme/style.css.
const style = `<style>
text { font: 13px system-ui, sans-serif; fill: #3c3c43 }
.grid { stroke: #d5d5da } .frame { stroke: #77777f; fill: none }
.s0 { fill: #2f6fb5; stroke: #2f6fb5 } .s1 { fill: #b65c00; stroke: #b65c00 }
.s2 { fill: #2e7d4f; stroke: #2e7d4f } .s3 { fill: #7b4bb0; stroke: #7b4bb0 } .line { fill: none; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
text { fill: #dfdfd6 } .grid { stroke: #3c3f44 } .frame { stroke: #98989f }
.s0 { fill: #7db1ea; stroke: #7db1ea } .s1 { fill: #f0a04b; stroke: #f0a04b }
.s2 { fill: #7fc99b; stroke: #7fc99b } .s3 { fill: #c3a1ec; stroke: #c3a1ec } .line { fill: none }
}
</style>`;

/** An SVG of a given size around shapes. */
export function svg(title: string, [w, h]: [number, number], shapes: string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}">`,
    `<title>${escaped(title)}</title>`,
    style,
    ...shapes,
    '</svg>\n',
  ].join('\n');
}

export function text(
  content: string,
  x: number,
  y: number,
  anchor: 'start' | 'middle' | 'end' = 'middle',
): string {
  return `<text x="${short(x)}" y="${short(y)}" text-anchor="${anchor}">${escaped(content)}</text>`;
}

/** Draws a chart. */
export function chart(given: Chart): string {
  const {
    title,
    positions,
    horizontal,
    vertical,
    series,
    ticks,
    format = String,
    form,
    logarithmic = false,
  } = given;
  const scale = (value: number) => (logarithmic ? Math.log(value) : value);
  const [low, high] = [scale(ticks[0]!), scale(ticks.at(-1)!)];
  const y = (value: number) =>
    height - bottom - ((scale(value) - low) / (high - low)) * (height - top - bottom);
  const step = (width - left - right) / positions.length;
  const x = (position: number) => left + (position + 0.5) * step;
  // Of many positions some are named.
  const every = Math.ceil(positions.length / 12);
  const shapes = [
    ...ticks.map((tick) => `<path class="grid" d="M${left} ${short(y(tick))}H${width - right}"/>`),
    ...ticks.map((tick) => text(format(tick), left - 6, y(tick) + 4, 'end')),
    ...positions.flatMap((name, i) => (i % every === 0 ? [text(name, x(i), height - bottom + 18)] : [])),
    text(horizontal, (left + width - right) / 2, height - 8),
    text(vertical, 4, 16, 'start'),
    ...legend(series.map(({ name }) => name)),
    ...series.flatMap(({ values }, s) =>
      form === 'lines' ? lineOf(values, s, x, y) : barsOf(given, values, s, { x, y, step }),
    ),
    `<path class="frame" d="M${left} ${height - bottom}H${width - right}"/>`,
  ];
  return svg(title, [width, height], shapes);
}

function legend(names: string[]): string[] {
  if (names.length < 2) return [];
  let x = width - right;
  return names
    .map((name, s) => ({ name, s }))
    .reverse()
    .flatMap(({ name, s }) => {
      x -= 7.5 * name.length;
      const entry = [
        text(name, x, 16, 'start'),
        `<rect class="s${s}" x="${short(x - 16)}" y="6" width="11" height="11"/>`,
      ];
      x -= 30;
      return entry;
    });
}

function lineOf(
  values: number[],
  s: number,
  x: (i: number) => number,
  y: (value: number) => number,
): string[] {
  const points = values.map((value, i) => `${short(x(i))} ${short(y(value))}`);
  return [
    `<path class="s${s} line" d="M${points.join('L')}"/>`,
    ...(values.length > 20
      ? []
      : points.map((point) => `<circle class="s${s}" cx="${point.replace(' ', '" cy="')}" r="3"/>`)),
  ];
}

type Scales = { x: (i: number) => number; y: (value: number) => number; step: number };

function barsOf(
  { series, ticks, format = String, written }: Chart,
  values: number[],
  s: number,
  { x, y, step }: Scales,
): string[] {
  const gap = step > 12 ? 0.2 : 0.1;
  const wide = (step * (1 - gap)) / series.length;
  return values.flatMap((value, i) => {
    const start = x(i) - (step * (1 - gap)) / 2 + s * wide;
    const [from, to] = [y(ticks[0]!), y(value)];
    const bar = `<rect class="s${s}" x="${short(start)}" y="${short(to)}" width="${short(Math.max(wide - 1, 0.5))}" height="${short(from - to)}"/>`;
    return written ? [bar, text(format(value), start + wide / 2, to - 4)] : [bar];
  });
}

function short(value: number): string {
  return String(Number(value.toFixed(1)));
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
