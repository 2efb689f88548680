import { classOrder, type Group, groupOf } from 'mbib/jobs';

/** Up to this number of classes each has a colour of its own; of more, each group of classes has one. */
export const COLOURED_CLASSES = 20;

/** How the points of a class look. */
export interface Mark {
  /** What it stands for: a class, or a group of classes. */
  name: string;
  colour: string;
  /** Path of the mark around 0, about 7 pixels wide. */
  shape: string;
}

/** Shapes that can be told from each other when they are small, the most different ones first. */
const SHAPES = [
  'M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0Z',
  'M-2.7-2.7h5.4v5.4h-5.4Z',
  'M0-3.6L3.3 2.4H-3.3Z',
  'M-1-3.4h2v2.4h2.4v2h-2.4v2.4h-2v-2.4h-2.4v-2h2.4Z',
  'M0-3.9L3 0L0 3.9L-3 0Z',
  'M0 3.6L3.3-2.4H-3.3Z',
  'M-2.6-3.4L0-1.2L2.6-3.4L3.4-2.6L1.2 0L3.4 2.6L2.6 3.4L0 1.2L-2.6 3.4L-3.4 2.6L-1.2 0L-3.4-2.6Z',
];

/** The marks of a data set: which there are, and which of them each class has. */
export interface Marks {
  /** In the order of the legend: from the most to the least frequent. */
  marks: Mark[];
  /** Place in `marks` of each class, in label order. */
  ofClass: number[];
}

/** The marks of classes by how frequent they are: colours from blue to red, shapes in turn. */
export function marksOf(classNames: readonly string[], samplesPerClass: readonly number[]): Marks {
  if (classNames.length > COLOURED_CLASSES) return marksOfGroups(samplesPerClass);
  const order = classOrder(samplesPerClass);
  const hue = (rank: number) => Math.round(240 - (240 * rank) / Math.max(1, order.length - 1));
  return {
    marks: order.map((k, rank) => ({
      name: classNames[k]!,
      colour: `hsl(${hue(rank)} 70% var(--point-lightness))`,
      shape: SHAPES[rank % SHAPES.length]!,
    })),
    ofClass: samplesPerClass.map((_, k) => order.indexOf(k)),
  };
}

function marksOfGroups(samplesPerClass: readonly number[]): Marks {
  const groups = samplesPerClass.map((samples) => groupOf(samples));
  const all: readonly Group[] = ['many', 'medium', 'few', 'unseen'];
  const present = all.filter((group) => groups.some((of) => of === group));
  return {
    marks: present.map((name) => ({ name, colour: `var(--${name})`, shape: SHAPES[all.indexOf(name)]! })),
    ofClass: groups.map((group) => present.indexOf(group)),
  };
}

/** The points of every mark as one path. */
export function markPaths(
  { marks, ofClass }: Marks,
  labels: readonly number[],
  pixels: readonly (readonly [number, number])[],
): string[] {
  const paths = marks.map(() => '');
  pixels.forEach(([x, y], i) => {
    const mark = ofClass[labels[i]!]!;
    // The shape begins at a place of its own; all that follows is relative to the path's first letters.
    paths[mark] += moved(marks[mark]!.shape, x, y);
  });
  return paths;
}

/** A shape at another place. Its absolute coordinates are those of M, L and H. */
function moved(shape: string, x: number, y: number): string {
  return shape.replace(/([MLH])(-?[\d.]+)(?:\s?(-?[\d.]+))?/g, (_, letter: string, a: string, b?: string) => {
    const across = (x + Number(a)).toFixed(1);
    return b === undefined ? `${letter}${across}` : `${letter}${across} ${(y + Number(b)).toFixed(1)}`;
  });
}
