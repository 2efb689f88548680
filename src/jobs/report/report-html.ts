import type { RunLog } from '../log/run-log';
import { isUnfinished, progress } from '../log/run-summary';
import { inSentence, list } from '../log/words';
import { type PageAssets, pageHtml, titlesOf } from './document/page-html';
import { runFacts } from './document/run-facts';
import { classFigures, learningCurves } from './figures';
import { type DataSet, groupRuns, type RepeatedRun } from './grouping/data-sets';
import { type Html, html } from './html';
import type { MethodTitles } from './method-title';
import { heading, tiles } from './overview';
import { groupTable, runTable } from './tables';
import { calibrationFigures } from './tested/calibration-figures';
import { type Findings, findingsOf, packed } from './tested/findings';
import { mistakesSection } from './tested/mistakes-section';
import type { RunDetails } from './tested/run-details';
import { whyNotKept } from './tested/why-not-kept';

/** What a report tells besides the logs. */
export interface ReportDetails {
  /** What the folders of runs have besides their logs. */
  details?: ReadonlyMap<RunLog, RunDetails>;
  /** What was left out, as sentences. */
  notices?: readonly string[];
}

/**
 * The report as the text of one HTML page. It contains the tables; its script draws the charts when it is opened. It loads nothing
 * from elsewhere, which its content security policy forbids, too.
 *
 * @param runs one or several, of one or several jobs
 * @param methods what the runs' methods are called
 * @param assets the page's script, bundled from `src/jobs/report/page.ts`, and its style
 * @param besides what the folders of the runs have besides their logs: what they made of their test images
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
export function reportHtml(
  runs: RunLog[],
  methods: MethodTitles,
  assets: PageAssets,
  { details = new Map(), notices = [] }: ReportDetails = {},
): string {
  const dataSets = groupRuns(runs, methods);
  const found = dataSets.map((dataSet) => findingsOf(dataSet, details));
  const titles = list([...new Set(dataSets.map(({ title }) => title))]);
  const labels = dataSets.flatMap(({ series }) => series.map(({ label }) => inSentence(label)));
  const contents = {
    title: `${titles}: ${list([...new Set(labels)])}`,
    heading: 'Training report',
    main: [
      ...notices.map(notice),
      ...dataSets.map((dataSet, index) =>
        article({ dataSet, index, found: found[index]!, methods, details }),
      ),
    ],
    data: {
      methods: titlesOf(methods),
      runs: runs.map(withoutHistoryOfClasses),
      tested: found.map((ofSet) => ofSet.map((findings) => findings && packed(findings))),
    },
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

interface Article {
  dataSet: DataSet;
  /** Its number on the page. */
  index: number;
  /** Of each series. */
  found: (Findings | null)[];
  methods: MethodTitles;
  details: ReadonlyMap<RunLog, RunDetails>;
}

function article({ dataSet, index, found, methods, details }: Article): Html {
  const runs = dataSet.series.flatMap((series) => series.runs);
  const hasEpochs = runs.some((run) => run.epochs.length > 0);
  const list = html`<div data-list="classes" data-of="${String(index)}"></div>`;
  return html`<article data-set="${String(index)}">
${heading(dataSet)}
${runs.flatMap((run) => runNotices(run, details.get(run)))}
${dataSet.repeats.map(repeatNotice)}
${tiles(dataSet)}
<section><h3>Accuracy by class frequency</h3>${groupTable(dataSet)}</section>
${hasEpochs ? [learningCurves(dataSet, index), classFigures(dataSet, index, list)] : null}
${testedSections({ dataSet, found, index, details })}
<section><h3>How it was run</h3>${runTable(dataSet)}${runFacts(dataSet, methods)}</section>
</article>`;
}

function testedSections({ dataSet, found, index, details }: Omit<Article, 'methods'>): Html {
  if (found.some((findings) => findings !== null))
    return html`${mistakesSection(dataSet, found, index, details)}${calibrationFigures(dataSet, found, index)}`;
  const runs = dataSet.series.flatMap((each) => each.runs);
  return html`<section><h3>What classes are taken for</h3><p class="note">${whyNotKept(runs, details)}</p></section>`;
}

function repeatNotice({ run, of }: RepeatedRun): Html {
  return html`<p class="notice"><strong>${run.name}</strong> It is left out: ${of.name} has the same method, options and seed, so that it is no second sample.</p>`;
}

function runNotices(run: RunLog, { isTorn = false, problems = [] }: RunDetails = {}): Html[] {
  const sentences = [
    ...(isUnfinished(run) ? [progress(run)] : []),
    ...(isTorn ? ['The last line of its log is cut short and left out.'] : []),
    ...problems,
  ];
  return sentences.map((text) => html`<p class="notice"><strong>${run.name}</strong> ${text}</p>`);
}

const notice = (text: string): Html => html`<p class="notice">${text}</p>`;
