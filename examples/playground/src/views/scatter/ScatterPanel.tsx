import type { ImageSet } from 'mbib/jobs';
import { useMemo } from 'preact/hooks';
import type { TestOutputs } from '../../state/run';
import { Readable } from '../chart/Readable';
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
  width: number;
  height: number;
}

const MARGIN = 8;
const NEAR = 20;

/** The test images of one run as points of the plane. */
export function ScatterPanel({ group, outputs, test, places, marks, width, height }: ScatterPanelProps) {
  const labels = useMemo(
    () => Array.from(outputs?.sample ?? [], (place) => test.labels[place]!),
    [outputs?.sample, test],
  );
  const pixels = useMemo(() => pixelsOf(places, width, height), [places?.places, width, height]);
  // Between two epochs the points can be older than the outputs; they are of the same images.
  const count = pixels.length === labels.length ? pixels.length : 0;
  const paths = useMemo(() => (count > 0 ? markPaths(marks, labels, pixels) : []), [marks, labels, pixels]);
  const drawing = useMemo(
    () =>
      marks.marks.map(({ name, colour }, i) => (
        <path key={`${i} ${name}`} d={paths[i] ?? ''} fill={colour} />
      )),
    [paths],
  );
  // The arrow keys go from class to class, the most frequent first.
  const order = useMemo(() => {
    const rank = (i: number) => marks.ofClass[labels[i]!]! * test.classes + labels[i]!;
    return pixels.map((_, i) => i).sort((a, b) => rank(a) - rank(b) || a - b);
  }, [marks, labels, pixels.length]);
  const text = (index: number) => {
    const point = order[index]!;
    const [truth, guess] = [labels[point]!, outputs!.predictions[outputs!.sample[point]!]!];
    const samples = group.data!.samplesPerClass[truth]!;
    const taken = truth === guess ? 'recognised' : `taken for ${test.classNames[guess]}`;
    return `${test.classNames[truth]}, ${samples} for training: ${taken}`;
  };
  return (
    <Readable
      label={`${count} test pictures as ${group.title} sees them`}
      {...{ count, height, text, nearest: (x, y) => order.indexOf(nearestPoint(pixels, x, y)) }}
    >
      {(index) => (
        <svg class="chart scatter" width={width} height={height} aria-hidden="true">
          <rect class="frame" x="0.5" y="0.5" width={Math.max(0, width - 1)} height={height - 1} />
          {count > 0 && drawing}
          {index !== -1 && <Ring at={pixels[order[index]!]!} />}
        </svg>
      )}
    </Readable>
  );
}

const Ring = ({ at: [x, y] }: { at: readonly [number, number] }) => (
  <circle class="ring" cx={x} cy={y} r="7" />
);

function pixelsOf(places: Places | undefined, width: number, height: number): [number, number][] {
  if (!places || width === 0) return [];
  const scale = (Math.min(width, height) / 2 - MARGIN) / places.reach;
  return Array.from({ length: places.places.length / 2 }, (_, i) => [
    width / 2 + scale * places.places[2 * i]!,
    height / 2 - scale * places.places[2 * i + 1]!,
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
