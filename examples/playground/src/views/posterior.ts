import {
  type DataSet,
  drawChart,
  type GroupAccuracy,
  groupOf,
  groupRuns,
  html,
  inSentence,
  methods,
  type RunLog,
} from 'mbib/jobs';
import { ChartQueue } from './chart-queue';

/** The charts of the mean positive posterior of every class, and of the difference between the two runs (Figure 7 of the paper). */
export class PosteriorView {
  private dataSet: DataSet | undefined;
  private labels = '';
  private readonly queue = new ChartQueue((place, width) => drawChart(place, this.dataSet!, width));

  constructor(private readonly place: HTMLElement) {}

  /**
   * Shows the posteriors after the latest epochs.
   *
   * @param runs two runs, each with at least one epoch
   * @param posteriors the mean positive posterior of every class, for each run
   */
  show(runs: RunLog[], posteriors: (number | null)[][]): void {
    // The charts of accuracies serve for posteriors: both are one number a class from 0 to 1.
    const shown = runs.map((run, i) => withPosterior(run, posteriors[i]!));
    this.dataSet = groupRuns(shown, methods)[0]!;
    const labels = this.dataSet.series.map(({ label }) => label).join();
    if (labels === this.labels && this.place.hasChildNodes()) {
      this.queue.redraw();
      return;
    }
    this.labels = labels;
    this.place.innerHTML = htmlOf(this.dataSet);
    this.queue.replace(this.place);
  }
}

function withPosterior(run: RunLog, posterior: (number | null)[]): RunLog {
  const { samplesPerClass } = run.start;
  const mean = (group: string) => {
    const values = posterior.filter(
      (value, k) => value !== null && (group === 'all' || groupOf(samplesPerClass[k]!) === group),
    ) as number[];
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const accuracy: GroupAccuracy = {
    all: mean('all'),
    many: mean('many'),
    medium: mean('medium'),
    few: mean('few'),
    unseen: mean('unseen'),
  };
  return { ...run, epochs: [{ ...run.epochs.at(-1)!, accuracy, perClass: posterior }], end: null };
}

function htmlOf({ series }: DataSet): string {
  const [first, second] = series.map(({ label }) => label) as [string, string];
  const legend = series.map(({ label, colour }) => html`<li style="--accent: ${colour}">${label}</li>`);
  const chart = (name: string, id: string) =>
    html`<div class="plot" data-chart="${name}" data-labelledby="${id}" data-describedby="${id}-text"></div>`;
  return html`<h3>Mean positive posterior</h3><ul class="legend">${legend}</ul>
<figure><figcaption><strong id="posterior-title">Probability of the right class</strong>
<span id="posterior-title-text">Percent, mean over the test images of each class (Eq. 14), classes from the most to the least frequent.
Numbers: mean of each group.</span></figcaption>${chart('class-accuracy', 'posterior-title')}</figure>
<figure><figcaption><strong id="posterior-difference">${second} against ${inSentence(first)}</strong>
<span id="posterior-difference-text">Difference in percentage points; lines and numbers: mean of each group.</span></figcaption>
${chart('class-difference', 'posterior-difference')}</figure>`.text;
}
