import { GROUPS } from '../log/groups';
import { inSentence, plural } from '../log/words';
import { groupRules } from './group-of';
import { groupStretches } from './grouping/accuracies';
import { type DataSet, DOTTED_CLASSES, NAMED_CLASSES } from './grouping/data-sets';
import { type Html, html } from './html';
import { compareSeries } from './intervals/series-differences';
import { classTable } from './tables';

const LINES = 'Strong lines: mean over the runs. Thin lines: the runs.';

/**
 * The section with the charts over the epochs: their titles, texts and empty places, into which {@link drawChart} draws.
 *
 * @param index number of the data set on the page
 *
 * @example
 * ```ts
 * import { type DataSet, learningCurves, html } from 'mbib/jobs';
 *
 * declare const dataSet: DataSet; // from groupRuns
 * const page = html`<h1>Runs</h1>${learningCurves(dataSet, 0)}`.text;
 * ```
 */
export function learningCurves(dataSet: DataSet, index: number): Html {
  const { series } = dataSet;
  const several = series.some(({ runs }) => runs.length > 1);
  return html`<section><h3>Learning curves</h3>${legend(dataSet)}${several ? html`<p class="note">${LINES}</p>` : null}
${series.length === 1 ? accuracyFigure(dataSet, index) : accuracyPanels(dataSet, index)}
<div class="panels">
${figure(index, 'Training loss', lossCaption(dataSet), ['training-loss'])}
${figure(index, 'Training accuracy', 'Percent, on the batches as they were trained on.', ['training-accuracy'])}
${figure(index, 'Learning rate', 'Of every epoch.', ['learning-rate'])}
</div></section>`;
}

const accuracyFigure = ({ measured }: DataSet, index: number): Html =>
  figure(index, `${measured} accuracy`, 'Percent, after every epoch.', ['accuracy-by-group']);

function accuracyPanels(dataSet: DataSet, index: number): Html {
  const rules = groupRules(dataSet.bounds);
  const present = groupStretches(dataSet).map(({ group }) => group);
  const groups = GROUPS.filter((group) => group === 'all' || present.includes(group));
  return html`<div class="panels">${groups.map((group) => {
    const caption = `Percent, ${group === 'all' ? rules.all : `classes with ${rules[group]}`}.`;
    return figure(index, `${dataSet.measured} accuracy, ${group}`, caption, [`accuracy-${group}`]);
  })}</div>`;
}

function lossCaption({ series }: DataSet): string {
  if (series.length === 1) return 'Mean over the batches of an epoch.';
  return 'Methods have losses of their own: compare shapes, not heights.';
}

/**
 * The section with the charts over the classes, and their numbers as a table. {@link drawChart} draws the charts.
 *
 * @param index number of the data set on the page
 * @param table of the classes. Default: all of them with group, training images and accuracy, in a part that can be opened
 *
 * @example
 * ```ts
 * import { classFigures, type DataSet, html } from 'mbib/jobs';
 *
 * declare const dataSet: DataSet; // from groupRuns
 * const page = html`<h1>Runs</h1>${classFigures(dataSet, 0)}`.text;
 * ```
 */
export function classFigures(dataSet: DataSet, index: number, table = closedTable(dataSet)): Html {
  const { series, measured } = dataSet;
  const title = `Training images and ${measured.toLowerCase()} accuracy of every class`;
  return html`<section><h3>Class by class</h3>${legend(dataSet)}
${figure(index, title, accuracyCaption(dataSet), ['class-counts', 'class-accuracy'])}
${series.length === 2 ? differenceFigure(dataSet, index) : null}
${table}</section>`;
}

function closedTable(dataSet: DataSet): Html {
  const { length } = dataSet.order;
  return html`<details><summary>${length === 1 ? 'The class' : `All ${plural(length, 'class', 'classes')}`} as a table</summary>
${classTable(dataSet)}</details>`;
}

function accuracyCaption({ series, order, measured }: DataSet): string {
  const lines =
    order.length > DOTTED_CLASSES ? ', the moving mean' : ', dots for classes, lines for their moving mean';
  const below = order.length > NAMED_CLASSES && series.length > 1 ? lines : '';
  const means = { 1: '; lines and numbers: mean of each group', 2: '; numbers: mean of each group' }[
    series.length
  ];
  return `Classes from the most to the least frequent. Above: training images, on a logarithmic axis. Below:
${measured.toLowerCase()} accuracy in percent after the last epoch${below}${means ?? ''}.`;
}

function differenceFigure(dataSet: DataSet, index: number): Html {
  const { series, measured } = dataSet;
  const [first, second] = series.map(({ label }) => label) as [string, string];
  const { words } = compareSeries(dataSet, series[0]!, series[1]!);
  const caption = `${measured} accuracy of ${inSentence(second)} minus that of ${inSentence(first)}, in percentage points,
classes in the same order; lines and numbers: mean of each group. Only differences beyond their interval have a colour. ${words}.`;
  return figure(index, `${second} against ${inSentence(first)}`, caption, ['class-difference']);
}

function figure(index: number, title: string, caption: string, charts: string[]): Html {
  const id = `figure-${index}-${charts[0]}`;
  return html`<figure><figcaption><strong id="${id}">${title}</strong> <span id="${id}-text">${caption}</span></figcaption>
<div>${charts.map(
    (chart) =>
      html`<div class="plot" data-chart="${chart}" data-labelledby="${id}" data-describedby="${id}-text"></div>`,
  )}</div></figure>`;
}

function legend({ series }: DataSet): Html | null {
  if (series.length < 2) return null;
  const items = series.map(({ label, colour }) => html`<li style="--accent: ${colour}">${label}</li>`);
  return html`<ul class="legend">${items}</ul>`;
}
