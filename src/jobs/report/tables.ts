import { count, duration, meanThenDeviation, NONE, percent, shortDate } from '../log/format';
import { type Group, groupsOf } from '../log/groups';
import { imagesPerSecond, lastEpoch, progress, secondsOf } from '../log/run-summary';
import type { MeanSd } from '../log/statistics';
import { plural } from '../log/words';
import { groupOf, groupRules } from './group-of';
import { classAccuracies, seriesAccuracy } from './grouping/accuracies';
import type { DataSet } from './grouping/data-sets';
import { momentsOf, resultOf } from './grouping/moments';
import type { Series } from './grouping/series-of';
import { type Html, html } from './html';
import { differencePoints, intervalPoints } from './intervals/difference-text';
import { compareSeries, type SeriesDifference } from './intervals/series-differences';

/**
 * The test accuracies of every series over all images and by group, after the last and the best epoch; with two series also their difference.
 *
 * @example
 * ```ts
 * import { groupRuns, groupTable, methods, type RunLog } from 'mbib/jobs';
 *
 * declare const runs: RunLog[]; // from parseRunLog
 * const parts = groupRuns(runs, methods).map((dataSet) => groupTable(dataSet).text);
 * ```
 */
export function groupTable(dataSet: DataSet): Html {
  const { series, bounds, measured } = dataSet;
  const rules = groupRules(bounds);
  const shown = groupsOf(dataSet.samplesPerClass);
  const sizes = shown.map((group) =>
    dataSet.samplesPerClass.filter((n) => group === 'all' || groupOf(n, bounds) === group),
  );
  const spread = series.some(({ runs }) => runs.length > 1)
    ? ', mean ± standard deviation over the runs'
    : '';
  return table(
    `${measured} accuracy in percent${spread}. Last: after the last epoch. Best: ${
      measured === 'Test'
        ? 'at the epoch with the highest accuracy over all test images, chosen in hindsight'
        : 'at the epoch that was chosen, with the highest balanced accuracy. Test: the test images at that epoch; test, last: those after the last epoch'
    }.${differenceText(dataSet)}`,
    html`<tr><th scope="col" colspan="2">Method</th>${shown.map(
      (group, i) => html`<th scope="col">${group}<small>${rules[group]}</small>
      <small>${plural(sizes[i]!.length, 'class', 'classes')}</small></th>`,
    )}</tr>`,
    [
      ...series.map((each) => seriesRows(dataSet, each, shown)),
      series.length === 2 ? differenceRows(dataSet, shown) : null,
    ],
    'groups',
  );
}

/** Which interval the differences have; empty where nothing is compared. */
function differenceText(dataSet: DataSet): string {
  const [first, second, ...others] = dataSet.series;
  if (!first || !second || others.length > 0) return '';
  return ` Differences have a colour only beyond their interval. ${compareSeries(dataSet, first, second).words}.`;
}

const momentNames = { last: 'last', best: 'best', test: 'test', testOfLast: 'test, last' } as const;

function seriesRows(dataSet: DataSet, series: Series, shown: Group[]): Html {
  const [run] = series.runs;
  const note = series.runs.length > 1 ? plural(series.runs.length, 'run') : '';
  const moments = momentsOf(dataSet);
  const rows = moments.map((moment, i) => {
    const epoch = series.runs.length > 1 ? undefined : resultOf(run!, moment)?.epoch;
    const label = html`${series.label}<small>${note}</small>`;
    const name = i > 0 ? null : rowGroup(label, moments.length);
    const when = html`<th scope="row" class="moment">${momentNames[moment]}<small>${epoch === undefined ? '' : `epoch ${epoch}`}</small></th>`;
    const cells = shown.map((group) => html`<td>${meanCell(seriesAccuracy(series, moment, group))}</td>`);
    return html`<tr>${name}${when}${cells}</tr>`;
  });
  return html`<tbody>${rows}</tbody>`;
}

const rowGroup = (label: Html, rows: number): Html =>
  html`<th scope="rowgroup" rowspan="${String(rows)}">${label}</th>`;

function meanCell(accuracy: MeanSd | null): Html {
  const [mean, deviation] = meanThenDeviation(accuracy);
  return html`${mean}${deviation === undefined ? null : html` <small>${deviation}</small>`}`;
}

function differenceRows(dataSet: DataSet, shown: Group[]): Html {
  const [first, second] = dataSet.series as [Series, Series];
  const moments = momentsOf(dataSet);
  const { ofGroup } = compareSeries(dataSet, first, second);
  const rows = moments.map((moment, i) => {
    const label = html`Difference<small>percentage points</small>`;
    const name = i > 0 ? null : rowGroup(label, moments.length);
    const cells = shown.map((group) => html`<td>${differenceCell(ofGroup(moment, group))}</td>`);
    return html`<tr>${name}<th scope="row" class="moment">${momentNames[moment]}</th>${cells}</tr>`;
  });
  return html`<tbody class="difference">${rows}</tbody>`;
}

function differenceCell(difference: SeriesDifference | null): Html {
  const interval = intervalPoints(difference);
  return html`${differencePoints(difference)}${interval ? html` <small class="interval aside">${interval}</small>` : null}`;
}

/** A table with one row a run: its seed, its epochs, its accuracies, its time. */
export function runTable({ series, samplesPerClass, measured }: DataSet): Html {
  const shown = groupsOf(samplesPerClass);
  const rows = series.flatMap(({ method, runs }) =>
    runs.map(
      (run) => html`<tr><th scope="row">${run.name}</th><td class="text">${method}</td>
      <td>${String(run.start.options.seed ?? NONE)}</td><td class="text">${progress(run)}</td>
      ${shown.map((group) => html`<td>${percent(lastEpoch(run)?.accuracy[group] ?? null)}</td>`)}
      <td>${duration(secondsOf(run))}</td><td>${rounded(imagesPerSecond(run))}</td><td class="text">${shortDate(run.start.time)}</td></tr>`,
    ),
  );
  const columns = ['Run', 'Method', 'Seed', 'Epochs', ...shown, 'Time', 'Images/s', 'Started'];
  return table(
    `Every run, with its ${measured.toLowerCase()} accuracy in percent after its last epoch.`,
    headRow(columns),
    [html`<tbody>${rows}</tbody>`],
  );
}

const rounded = (value: number | null): string => (value === null ? NONE : count(Math.round(value)));

/** A table with one row a class: the numbers of the charts over classes. */
export function classTable(dataSet: DataSet): Html {
  const { series, order, classNames, samplesPerClass, bounds, measured } = dataSet;
  const accuracies = series.map((each) => classAccuracies(dataSet, each));
  const rows = order.map(
    (
      k,
      i,
    ) => html`<tr><th scope="row">${classNames[k]!}</th><td class="text">${groupOf(samplesPerClass[k]!, bounds)}</td>
    <td>${count(samplesPerClass[k]!)}</td>${accuracies.map((of) => html`<td>${percent(of[i]!)}</td>`)}</tr>`,
  );
  const columns = ['Class', 'Group', 'Training images', ...series.map(({ label }) => label)];
  return table(
    `${measured} accuracy of every class in percent after the last epoch, from the most to the least frequent class.`,
    headRow(columns),
    [html`<tbody>${rows}</tbody>`],
  );
}

const TEXT_COLUMNS = new Set(['Run', 'Method', 'Epochs', 'Started', 'Class', 'Group']);

function headRow(columns: string[]): Html {
  const cells = columns.map(
    (column) => html`<th scope="col" class="${TEXT_COLUMNS.has(column) ? 'text' : ''}">${column}</th>`,
  );
  return html`<tr>${cells}</tr>`;
}

/** A table. Where it is wider than the page, it can be scrolled sideways. */
function table(caption: string, head: Html, bodies: (Html | null)[], kind = 'dense'): Html {
  return html`<div class="scroll" tabindex="0"><table class="${kind}"><caption><span>${caption}</span></caption><thead>${head}</thead>${bodies}
  </table></div>`;
}
