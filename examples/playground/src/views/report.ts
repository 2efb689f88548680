import {
  classFigures,
  type DataSet,
  drawChart,
  groupRuns,
  groupTable,
  html,
  learningCurves,
  methods,
  type RunLog,
  tiles,
} from 'mbib/jobs';
import { ChartQueue } from './chart-queue';

/** The parts of the report whose texts change after an epoch. The charts are drawn again instead. */
const CHANGING = '.tiles-note, .tiles, .scroll';

/** The same report as that of the jobs, for two runs that are still training. */
export class ReportView {
  private dataSet: DataSet | undefined;
  private readonly queue = new ChartQueue((place, width) => drawChart(place, this.dataSet!, width));

  constructor(private readonly place: HTMLElement) {}

  /** Shows runs of one data set as far as they have come. */
  show(runs: RunLog[]): void {
    this.dataSet = groupRuns(runs, methods)[0]!;
    const next = document.createElement('div');
    next.innerHTML = htmlOf(this.dataSet);
    const [now, then] = [this.place, next].map((root) => Array.from(root.querySelectorAll(CHANGING)));
    const charts = (root: ParentNode) =>
      Array.from(root.querySelectorAll<HTMLElement>('[data-chart]'), ({ dataset }) => dataset.chart).join();
    if (now!.length !== then!.length || charts(this.place) !== charts(next)) {
      this.place.replaceChildren(...next.childNodes);
      this.queue.replace(this.place);
      return;
    }
    // The elements are kept and filled anew, so that what is open, scrolled or focused stays so.
    now!.forEach((element, i) => {
      element.innerHTML = then![i]!.innerHTML;
    });
    this.queue.redraw();
  }
}

function htmlOf(dataSet: DataSet): string {
  return html`<h3>${dataSet.title}</h3>${tiles(dataSet)}
<section><h3>Test accuracy</h3>${groupTable(dataSet)}</section>
${learningCurves(dataSet, 0)}${classFigures(dataSet, 0)}`.text;
}
