import * as Plot from '@observablehq/plot';
import { asImage, classOrder, plural } from 'mbib/jobs';
import { make } from '../elements';
import type { Projection, ProjectionReply, ProjectionRequest } from '../worker/projection-worker';
import { ChartQueue } from './chart-queue';

/** The representation of some test images. */
export interface Representation {
  /** A row for each image, `[points, width]`. */
  z: Float32Array;
  width: number;
}

/** The class of each point, for its colour and its text. */
export interface PointNames {
  /** `[points]` */
  labels: Int32Array;
  classNames: readonly string[];
  /** Of each class. */
  samplesPerClass: readonly number[];
}

type Points = [number, number][];

/** The scatter plot of the representation. A worker of its own computes where the points are in the plane. */
export class ScatterView {
  private names: PointNames | undefined;
  private representations: (Representation | undefined)[] = [];
  private points: (Points | undefined)[] = [];
  private worker: Worker | undefined;
  private readonly projection: HTMLSelectElement;
  private readonly panels: HTMLElement;
  private readonly note: HTMLElement;
  private readonly queue = new ChartQueue((place, width) => this.draw(place, width));
  private readonly pending = new Map<number, { run: number; stale: boolean }>();
  private nextId = 0;

  constructor(place: HTMLElement) {
    this.projection = make(
      'select',
      {},
      make('option', { value: 'pca', textContent: 'PCA' }),
      make('option', { value: 'umap', textContent: 'UMAP' }),
    );
    this.projection.onchange = () => {
      for (const run of this.representations.keys()) this.project(run);
    };
    this.panels = make('div', { className: 'panels' });
    this.note = make('p', { className: 'note' });
    place.replaceChildren(
      make('h3', { textContent: 'Representation z' }),
      this.note,
      make('label', { className: 'inline' }, 'Laid out by ', this.projection),
      this.panels,
    );
  }

  /** Shows empty plots for two runs. */
  begin(labels: string[], names: PointNames): void {
    this.names = names;
    this.representations = labels.map(() => undefined);
    this.points = labels.map(() => undefined);
    for (const asked of this.pending.values()) asked.stale = true;
    this.note.textContent = `${plural(names.labels.length, 'test image')} as the classifier sees them: z, or where the method has none the features before the last layer. Colours and marks are classes; the closer to red, the rarer.`;
    this.queue.clear();
    this.panels.replaceChildren(
      ...labels.map((label, run) => {
        const plot = make('div', { className: 'plot' });
        plot.dataset.run = String(run);
        this.queue.add(plot);
        return make('figure', {}, make('figcaption', {}, make('strong', { textContent: label })), plot);
      }),
    );
  }

  /** Shows the representation of a run after its latest epoch. */
  show(run: number, representation: Representation): void {
    this.representations[run] = representation;
    this.project(run);
  }

  private project(run: number): void {
    const representation = this.representations[run];
    if (!representation) return;
    for (const asked of this.pending.values()) asked.stale ||= asked.run === run;
    const id = this.nextId++;
    this.pending.set(id, { run, stale: false });
    const projection = this.projection.value as Projection;
    this.running().postMessage({ id, projection, ...representation } satisfies ProjectionRequest);
  }

  private running(): Worker {
    if (!this.worker) {
      this.worker = new Worker(new URL('../worker/projection-worker.ts', import.meta.url), {
        type: 'module',
      });
      this.worker.onmessage = ({ data: { id, points } }: MessageEvent<ProjectionReply>) => {
        const { run, stale } = this.pending.get(id)!;
        this.pending.delete(id);
        if (stale) return;
        this.points[run] = points;
        this.queue.redraw();
      };
    }
    return this.worker;
  }

  private draw(place: HTMLElement, width: number): void {
    const run = Number(place.dataset.run);
    const points = this.points[run];
    if (!points || !this.names) return;
    const drawing = scatter(points, this.names, width);
    asImage(drawing, { 'aria-label': `Scatter plot of ${points.length} test images, coloured by class` });
    place.replaceChildren(drawing);
  }
}

function scatter(
  points: Points,
  { labels, classNames, samplesPerClass }: PointNames,
  width: number,
): Element {
  const order = classOrder(samplesPerClass);
  const ranks = order.map((_, k) => order.indexOf(k));
  const rows = points.map(([x, y], i) => ({ x, y, label: labels[i]! }));
  // From blue for the most frequent class to red for the rarest. style.css has a lightness for the light and the dark page.
  const fill = ({ label }: { label: number }) =>
    `hsl(${Math.round(240 - (240 * ranks[label]!) / Math.max(1, ranks.length - 1))} 70% var(--point-lightness))`;
  const position = { x: 'x', y: 'y' } as const;
  const short = classNames.every((name) => name.length <= 2);
  const name = ({ label }: { label: number }) => classNames[label]!;
  return Plot.plot({
    width,
    height: Math.min(width, 420),
    margin: 1,
    inset: 12,
    x: { axis: null },
    y: { axis: null },
    marks: [
      Plot.frame({ stroke: 'var(--rule)' }),
      short
        ? Plot.text(rows, { ...position, text: name, fill, fontSize: 11, fontWeight: 600 })
        : Plot.dot(rows, { ...position, fill, r: 3 }),
      Plot.tip(
        rows,
        Plot.pointer({
          ...position,
          title: (row: { label: number }) =>
            `${name(row)}, ${plural(samplesPerClass[row.label]!, 'training image')}`,
          stroke: 'var(--faint)',
          fill: 'var(--paper)',
        }),
      ),
    ],
  });
}
