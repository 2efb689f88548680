import type { RunLog } from '../log/run-log';
import { isUnfinished, progress } from '../log/run-summary';
import { inSentence, list } from '../log/words';
import { type DataSet, groupRuns } from './data-sets';
import { type PageAssets, pageHtml, titlesOf } from './document/page-html';
import { classFigures, learningCurves } from './figures';
import { type Html, html } from './html';
import type { MethodTitles } from './method-title';
import { heading, settings, tiles } from './overview';
import { groupTable, runTable } from './tables';

/**
 * The report as the text of one HTML page. It contains the tables; its script draws the charts when it is opened. It loads nothing
 * from elsewhere, which its content security policy forbids, too.
 *
 * @param runs one or several, of one or several jobs
 * @param methods what the runs' methods are called
 * @param assets the page's script, bundled from `src/jobs/report/page.ts`, and its style
 *
 * @example
 * ```ts
 * import { methods, type PageAssets, reportHtml, type RunLog } from 'mbib/jobs';
 *
 * declare const runs: RunLog[]; // from parseRunLog
 * declare const assets: PageAssets; // the bundled script and style of the page
 * const page = reportHtml(runs, methods, assets);
 * ```
 */
export function reportHtml(runs: RunLog[], methods: MethodTitles, assets: PageAssets): string {
  const dataSets = groupRuns(runs, methods);
  const titles = list([...new Set(dataSets.map(({ title }) => title))]);
  const labels = dataSets.flatMap(({ series }) => series.map(({ label }) => inSentence(label)));
  const contents = {
    title: `${titles}: ${list([...new Set(labels)])}`,
    heading: 'Training report',
    main: dataSets.map((dataSet, index) => article(dataSet, index, methods)),
    data: { methods: titlesOf(methods), runs: runs.map(withoutHistoryOfClasses) },
  };
  return pageHtml(contents, assets);
}

/** The run without the accuracies of single classes before the last epoch: no chart shows them, and they would be most of the page. */
function withoutHistoryOfClasses(run: RunLog): RunLog {
  const epochs = run.epochs.map((line, i) =>
    i === run.epochs.length - 1 ? line : { ...line, perClass: [] },
  );
  return { ...run, epochs };
}

function article(dataSet: DataSet, index: number, titles: MethodTitles): Html {
  const runs = dataSet.series.flatMap((series) => series.runs);
  const hasEpochs = runs.some((run) => run.epochs.length > 0);
  return html`<article data-set="${index}">
${heading(dataSet)}
${runs.filter(isUnfinished).map((run) => html`<p class="notice"><strong>${run.name}</strong> ${progress(run)}</p>`)}
${tiles(dataSet)}
<section><h3>Accuracy by class frequency</h3>${groupTable(dataSet)}</section>
${hasEpochs ? [learningCurves(dataSet, index), classFigures(dataSet, index)] : null}
<section><h3>How it was run</h3>${runTable(dataSet)}${settings(dataSet, titles)}</section>
</article>`;
}
