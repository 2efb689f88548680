import * as Plot from '@observablehq/plot';
import { plural } from '../log/words';
import { TIP } from './curves';
import { type DataSet, groupStretches, NAMED_CLASSES } from './data-sets';

/** A line across the classes of a group at their mean. */
export function stretchMeans(means: { start: number; end: number; mean: number | null }[]): Plot.Markish {
  return Plot.ruleY(
    means.filter(({ mean }) => mean !== null),
    {
      x1: ({ start }) => start - 0.5,
      x2: ({ end }) => end - 0.5,
      y: 'mean',
      stroke: 'var(--ink)',
      strokeWidth: 1.5,
    },
  );
}

/** A group and the classes that are in it. */
export type Stretch = ReturnType<typeof groupStretches>[number];

/** A word above the classes of each group, in the group's colour. */
export function stretchHeads(dataSet: DataSet, text: (stretch: Stretch) => string): Plot.Markish {
  return Plot.text(groupStretches(dataSet), {
    x: ({ start, end }: Stretch) => (start + end) / 2 - 0.5,
    frameAnchor: 'top',
    dy: -18,
    text,
    fill: ({ group }: Stretch) => `var(--${group})`,
    fontWeight: 600,
  });
}

/** Margins and horizontal axis that all figures over classes share, so that they stand exactly below each other. */
export function frame({ order }: DataSet, width: number) {
  return {
    width,
    marginTop: 24,
    marginLeft: 42,
    marginRight: 6,
    x: { domain: [-0.5, order.length - 0.5], axis: null },
  };
}

/** Names under the classes where there is room for them, upright where they are short. */
export function nameAxis({ order, classNames }: DataSet, width: number): Plot.PlotOptions {
  const names = order.map((k) => shortened(classNames[k]!));
  if (names.length > NAMED_CLASSES) return { marginBottom: 8 };
  const longest = Math.max(...names.map((name) => name.length));
  const upright = longest * 7 < (width - 48) / names.length;
  return {
    marginBottom: upright ? 24 : 16 + longest * 5,
    x: {
      domain: [-0.5, order.length - 0.5],
      ticks: names.map((_, i) => i),
      tickFormat: (i: number) => names[i] ?? '',
      tickRotate: upright ? 0 : -45,
      tickSize: 0,
      label: null,
    },
  };
}

/** A name short enough for an axis. */
const shortened = (name: string): string => (name.length > 14 ? `${name.slice(0, 13)}…` : name);

/** The stretch of the axis that belongs to a class, with a gap between neighbours where it can be seen. */
export function span({ order }: DataSet, width: number) {
  const half = width / order.length > 4 ? 0.4 : 0.5;
  return { x1: (_: unknown, i: number) => i - half, x2: (_: unknown, i: number) => i + half };
}

/** Lines between the groups. */
export function groupRules(dataSet: DataSet): Plot.Markish {
  const starts = groupStretches(dataSet).map(({ start }) => start - 0.5);
  return Plot.ruleX(starts.slice(1), { stroke: 'var(--faint)', strokeDasharray: '2 3' });
}

/** The box that says at the pointer which class it is and what `text` says of its value. */
export function tip<T>(dataSet: DataSet, values: T[], text: (value: T) => string, y: number): Plot.Markish {
  const title = (value: T, i: number) => {
    const k = dataSet.order[i]!;
    return `${dataSet.classNames[k]}, ${plural(dataSet.samplesPerClass[k]!, 'training image')}\n${text(value)}`;
  };
  const titles = values.map((value, i) => ({ i, title: title(value, i) }));
  return Plot.tip(titles, Plot.pointerX({ ...TIP, x: 'i', y: () => y, title: 'title', anchor: 'bottom' }));
}
