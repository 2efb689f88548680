import type { ImageSet } from 'mbib/jobs';
import { useMemo } from 'preact/hooks';
import type { TestOutputs } from '../../state/run';
import { Readable } from '../chart/Readable';
import type { Size } from '../chart/use-size';
import type { ShownGroup } from '../shown-group';
import { type Marks, markPaths } from './marks';
import type { Places } from './use-places';

interface ScatterPanelProps {
  group: ShownGroup;
  outputs: TestOutputs | undefined;
  /** The test images of the run whose outputs they are. */
  test: ImageSet;
  places: Places | undefined;
  marks: Marks;
}

const MARGIN = 8;
const NEAR = 20;

/** The test images of one run as points of the plane. */
export function ScatterPanel({ group, outputs, test, places, marks }: ScatterPanelProps) {
  const labels = useMemo(
    () => Array.from(outputs?.sample ?? [], (place) => test.labels[place]!),
    [outputs?.sample, test],
  );
  // Between two epochs the points can be older than the outputs; they are of the same images.
  const count = places?.places.length === 2 * labels.length ? labels.length : 0;
  // The arrow keys go from class to class, the most frequent first.
  const order = useMemo(() => {
    const rank = (i: number) => marks.ofClass[labels[i]!]! * test.classes + labels[i]!;
    return labels.map((_, i) => i).sort((a, b) => rank(a) - rank(b) || a - b);
  }, [marks, labels]);
  const text = (index: number) => {
    const point = order[index]!;
    const [truth, guess] = [labels[point]!, outputs!.predictions[outputs!.sample[point]!]!];
    const name = test.classNames[truth]!;
    return truth === guess ? `${name}, recognised` : `${name} taken for ${test.classNames[guess]}`;
  };
  const nearest = (x: number, y: number, size: Size) =>
    count === 0 ? -1 : order.indexOf(nearestPoint(pixelsOf(places!, size), x, y));
  return (
    <Readable label={`${count} test pictures as ${group.title} sees them`} {...{ count, text, nearest }}>
      {(index, size) => (
        <svg class="chart scatter" {...size} aria-hidden="true">
          <rect class="frame" x="0.5" y="0.5" width={size.width - 1} height={size.height - 1} />
          {count > 0 && <Points {...{ places: places!, marks, labels, ...size }} />}
          {index !== -1 && count > 0 && <Ring at={pixelsOf(places!, size)[order[index]!]!} />}
        </svg>
      )}
    </Readable>
  );
}

interface PointsProps extends Size {
  places: Places;
  marks: Marks;
  labels: readonly number[];
}

/** One path a mark, so that a whole panel is a few elements. */
function Points({ places, marks, labels, width, height }: PointsProps) {
  return useMemo(() => {
    const paths = markPaths(marks, labels, pixelsOf(places, { width, height }));
    return (
      <>
        {marks.marks.map(({ name, colour }, i) => (
          <path key={`${i} ${name}`} d={paths[i]!} fill={colour} />
        ))}
      </>
    );
  }, [places, marks, labels, width, height]);
}

const Ring = ({ at: [x, y] }: { at: readonly [number, number] }) => (
  <circle class="ring" cx={x} cy={y} r="7" />
);

function pixelsOf({ places, reach }: Places, { width, height }: Size): [number, number][] {
  const scale = (Math.min(width, height) / 2 - MARGIN) / reach;
  return Array.from({ length: places.length / 2 }, (_, i) => [
    width / 2 + scale * places[2 * i]!,
    height / 2 - scale * places[2 * i + 1]!,
  ]);
}

function nearestPoint(pixels: readonly [number, number][], x: number, y: number): number {
  let [found, least] = [-1, NEAR ** 2];
  pixels.forEach(([px, py], i) => {
    const distance = (px - x) ** 2 + (py - y) ** 2;
    if (distance < least) [found, least] = [i, distance];
  });
  return found;
}
