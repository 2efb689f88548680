import type { RepresentationMap } from '../../../experiment/results/pictures';
import { plural } from '../../../log/words';
import { TIP } from '../../curves';
import * as Plot from '../../plot/plot';
import { CURVE_COLOURS } from '../searched';

type MapPoint = RepresentationMap['points'][number];

/** Test images in the plane, a colour a class. */
export function representationChart({ points, classes }: RepresentationMap, width: number): Element {
  const place = { x: ([x]: MapPoint) => x, y: ([, y]: MapPoint) => y };
  const colour = ([, , of]: MapPoint) => CURVE_COLOURS[of % CURVE_COLOURS.length]!;
  const title = ([, , of]: MapPoint) => {
    const { name, samples } = classes[of]!;
    return `${name}, ${plural(samples, 'training image')}`;
  };
  return Plot.plot({
    width,
    height: width,
    margin: 6,
    inset: 8,
    x: { axis: null },
    y: { axis: null },
    marks: [
      Plot.frame({ stroke: 'var(--rule)' }),
      Plot.dot(points, { ...place, fill: colour, r: 2.6, fillOpacity: 0.85 }),
      Plot.tip(points, Plot.pointer({ ...TIP, ...place, title })),
    ],
  });
}
