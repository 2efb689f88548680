import { count, percent, percentTick } from '../../log/format';
import { TIP } from '../curves';
import * as Plot from '../plot/plot';
import type { Calibration, CalibrationBin } from './calibration';

/** Accuracy over confidence in bins, with the part of the images in each below it. */
export function reliabilityDiagram({ bins, images }: Calibration, colour: string, width: number): Element {
  const seen = bins.filter(isSeen);
  const side = Math.min(width, 340);
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const share = (bin: CalibrationBin) => bin.images / images;
  return Plot.plot({
    width: side,
    height: side,
    marginTop: 10,
    marginRight: 14,
    marginBottom: 36,
    marginLeft: 42,
    x: {
      domain: [0, 1],
      ticks,
      tickFormat: percentTick,
      tickSize: 0,
      label: 'confidence, %',
      labelArrow: 'none',
    },
    y: { domain: [0, 1], ticks, tickFormat: percentTick, tickSize: 0, label: null },
    marks: [
      Plot.gridY(ticks, { stroke: 'var(--rule)', strokeOpacity: 1 }),
      Plot.rect(seen, {
        x1: 'from',
        x2: 'to',
        y1: 0,
        y2: 'accuracy',
        fill: colour,
        fillOpacity: 0.75,
        inset: 0.5,
      }),
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: 'var(--muted)', strokeDasharray: '3 3' },
      ),
      Plot.ruleY(seen, { x1: 'from', x2: 'to', y: 'confidence', stroke: 'var(--ink)', strokeWidth: 1.5 }),
      // How many images a bin has, as a strip along the axis.
      Plot.rect(seen, {
        x1: 'from',
        x2: 'to',
        y1: 0,
        y2: 0.02,
        fill: 'var(--ink)',
        fillOpacity: share,
        inset: 0.5,
      }),
      Plot.ruleY([0], { stroke: 'var(--faint)' }),
      binTip(seen),
    ],
  });
}

/** A bin with images. */
type SeenBin = CalibrationBin & { accuracy: number; confidence: number };

function isSeen(bin: CalibrationBin): bin is SeenBin {
  return bin.images > 0;
}

function binTip(seen: SeenBin[]): Plot.Markish {
  const title = ({ from, to, images, accuracy }: SeenBin) =>
    `${percent(from)} to ${percent(to)} % sure: ${count(images)} images\nright in ${percent(accuracy)} %`;
  const x = ({ from, to }: SeenBin) => (from + to) / 2;
  return Plot.tip(seen, Plot.pointerX({ ...TIP, x, y: 'accuracy', title }));
}
