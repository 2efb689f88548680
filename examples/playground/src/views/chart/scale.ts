/** A point of a chart in the units of its data, or in pixels. */
export type Point = readonly [x: number, y: number];

/** Maps numbers from one range to another. */
export function scale(from: Point, to: Point): (value: number) => number {
  const span = from[1] - from[0] || 1;
  return (value) => to[0] + ((value - from[0]) / span) * (to[1] - to[0]);
}

/** Round numbers from 0 to about `most`, at most `count` of them beside 0. */
export function ticks(most: number, count: number): number[] {
  if (!(most > 0)) return [0];
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * (1 - 1e-9))!;
  const last = Math.floor(most / step + 1e-9);
  return Array.from({ length: last + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

/** A line through points as an SVG path; it is broken where a number is missing, and a point alone is a dot where lines have round ends. */
export function linePath(points: readonly (readonly [number, number | null])[]): string {
  let path = '';
  let drawing = false;
  for (const [x, y] of points) {
    const known = y !== null && Number.isFinite(y);
    if (known) path += `${drawing ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}${drawing ? '' : 'h0'}`;
    drawing = known;
  }
  return path;
}
