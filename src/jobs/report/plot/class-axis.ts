import { rangeOf } from '../../log/statistics';
import { plural } from '../../log/words';
import { TIP } from '../curves';
import { groupStretches } from '../grouping/accuracies';
import { type DataSet, NAMED_CLASSES } from '../grouping/data-sets';
import * as Plot from './plot';

/** A horizontal line over the classes of each group, at the group's mean. */
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

/** A group, and the part of the axis on which its classes are. */
export type Stretch = ReturnType<typeof groupStretches>[number];

/** A text above the classes of each group, in the group's colour. */
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

/** Margins and horizontal axis of all charts over classes. They are the same, so that a class is at the same place in each chart. */
export function frame({ order }: DataSet, width: number) {
  return {
    width,
    marginTop: 24,
    marginLeft: 42,
    marginRight: 6,
    x: { domain: [-0.5, order.length - 0.5], axis: null },
  };
}

/** The names of the classes below the axis, where there is room for them. Long names are slanted. */
export function nameAxis({ order, classNames }: DataSet, width: number): Plot.PlotOptions {
  const names = order.map((k) => shortened(classNames[k]!));
  if (names.length > NAMED_CLASSES) return { marginBottom: 8 };
  const longest = rangeOf(names.map((name) => name.length)).greatest;
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

/** The part of the axis for each class. Between classes there is a gap, where they are wide enough to see it. */
export function span({ order }: DataSet, width: number) {
  const half = width / order.length > 4 ? 0.4 : 0.5;
  return { x1: (_: unknown, i: number) => i - half, x2: (_: unknown, i: number) => i + half };
}

/** Vertical lines between the groups. */
export function groupLines(dataSet: DataSet): Plot.Markish {
  const starts = groupStretches(dataSet).map(({ start }) => start - 0.5);
  return Plot.ruleX(starts.slice(1), { stroke: 'var(--faint)', strokeDasharray: '2 3' });
}

/**
 * The box at the pointer, with the name of the class and a text on its value.
 *
 * @param values one value a class, in the order of the axis
 * @param y where the box is, in the unit of the vertical axis
 */
export function tip<T>(dataSet: DataSet, values: T[], text: (value: T) => string, y: number): Plot.Markish {
  const title = (value: T, i: number) => {
    const k = dataSet.order[i]!;
    return `${dataSet.classNames[k]}, ${plural(dataSet.samplesPerClass[k]!, 'training image')}\n${text(value)}`;
  };
  const titles = values.map((value, i) => ({ i, title: title(value, i) }));
  return Plot.tip(titles, Plot.pointerX({ ...TIP, x: 'i', y: () => y, title: 'title', anchor: 'bottom' }));
}
