import type { RunLog } from '../log/run-log';
import { isUnfinished, progress } from '../log/run-summary';
import { inSentence, list } from '../log/words';
import { type DataSet, groupRuns } from './data-sets';
import { classFigures, learningCurves } from './figures';
import { Html, html, scriptJson } from './html';
import type { MethodTitles } from './method-title';
import { heading, settings, tiles } from './overview';
import { groupTable, runTable } from './tables';

/** The script and the style of the page. */
export interface PageAssets {
  /** JavaScript, as it stands between the tags. */
  script: string;
  /** CSS, as it stands between the tags. */
  style: string;
}

/**
 * The report as the text of one HTML page. It contains the tables; its script draws the charts when it is opened. It loads nothing
 * from elsewhere, which its content security policy forbids, too.
 *
 * @param runs one or several, of one or several jobs
 * @param methods what the runs' methods are called
 *
 * @example
 * ```ts
 * const page = reportHtml([parseRunLog(text, 'mbib-0', 'log.jsonl')], methods, await pageAssets());
 * ```
 */
export function reportHtml(runs: RunLog[], methods: MethodTitles, { script, style }: PageAssets): string {
  const dataSets = groupRuns(runs, methods);
  const titles = list([...new Set(dataSets.map(({ title }) => title))]);
  const labels = dataSets.flatMap(({ series }) => series.map(({ label }) => inSentence(label)));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${titles}: ${list([...new Set(labels)])}</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}</style>
</head>
<body>
<main>
<h1>Training report</h1>
<noscript><p class="notice">The figures of this page are drawn by its script, which is switched off here.</p></noscript>
${dataSets.map((dataSet, index) => article(dataSet, index, methods))}
</main>
<script type="application/json" id="methods">${scriptJson(titlesOf(methods))}</script>
<script type="application/json" id="runs">${scriptJson(runs.map(withoutHistoryOfClasses))}</script>
<script>${new Html(script)}</script>
</body>
</html>
`.text;
}

/** The titles and colours alone, as the page's script needs them. */
export function titlesOf(methods: MethodTitles): MethodTitles {
  return mapped(methods, ({ title, colour, options = {} }) => ({
    title,
    ...(colour !== undefined && { colour }),
    options: mapped(options, (option) => ({ title: option.title })),
  }));
}

function mapped<In, Out>(
  record: Readonly<Record<string, In>>,
  change: (value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
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
