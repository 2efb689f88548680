import type { MetricName } from '../../experiment/experiment';
import type { ExperimentResults } from '../../experiment/results/experiment-results';
import { duration } from '../../log/format';
import type { RunLog } from '../../log/run-log';
import { list, plural } from '../../log/words';
import { type PageAssets, pageHtml, titlesOf } from '../document/page-html';
import { classFigures } from '../figures';
import { groupRuns } from '../grouping/data-sets';
import { type Html, html } from '../html';
import type { MethodTitles } from '../method-title';
import { figure, legend } from './experiment-figure';
import {
  backendsOf,
  differenceTable,
  experimentRunTable,
  settingTable,
  shortCommit,
} from './experiment-tables';
import { pictureSections } from './pictures/picture-sections';
import { heatPair, numericParameters, placedOver, type ShownSetting, shownSettings } from './searched';
import { asSettings, curveColours } from './setting-colours';

/** The logs of an experiment's finished runs. */
export interface ExperimentLogs {
  logs: readonly RunLog[];
  /** What their methods are called. */
  methods: MethodTitles;
}

/**
 * The page of an experiment as the text of one HTML file. It contains the tables; its script draws the charts when it is opened. It loads
 * nothing from elsewhere, which its content security policy forbids, too.
 *
 * @param logs of the finished runs, and what their methods are called: for the charts over the classes
 * @param base path from the page to the folder of the runs, for links; empty where it lies there
 */
export function experimentHtml(
  results: ExperimentResults,
  assets: PageAssets,
  base: string,
  { logs, methods }: ExperimentLogs = { logs: [], methods: {} },
): string {
  const byClass = classByClass(results, logs, methods);
  const contents = {
    title: `${results.name}: ${results.dataSet}`,
    heading: 'Experiment',
    main: html`<article>
${heading(results)}
<section><h3>Accuracy</h3>${settingTable(results)}${figure('accuracies', 'Test accuracy by setting', accuraciesText(results))}</section>
${differences(results)}
${pictureSections(results, methods)}
${search(results, methods)}
${curves(results, methods)}
${byClass.section}
<section><h3>Runs</h3>${experimentRunTable(results, base)}</section>
</article>`,
    data: { methods: titlesOf(methods), runs: byClass.logs, experiment: results },
  };
  return pageHtml(contents, assets);
}

function heading(results: ExperimentResults): Html {
  const { name, description, dataSet, runs, settings, overrides, notes, metric } = results;
  const finished = runs.filter((run) => run.finished).length;
  const seconds = runs.reduce((sum, run) => sum + (run.seconds ?? 0), 0);
  const backends = backendsOf(results);
  const commits = [...new Set(runs.flatMap(({ commit }) => commit ?? []))];
  const facts: [string, string][] = [
    ['Data', dataSet],
    ['Settings', String(settings.length)],
    ['Seeds', [...new Set(runs.map(({ seed }) => seed))].join(', ')],
    ['Runs finished', `${finished} of ${runs.length}`],
    ['Training time in all', duration(seconds)],
    ['Backend', backends.join(', ') || '–'],
    ['Commit', commits.map(shortCommit).join(', ') || '–'],
    ...(overrides.length > 0
      ? [['Set otherwise than in the file', overrides.join(', ')] as [string, string]]
      : []),
  ];
  return html`<header><h2>${name}</h2>${description === null ? null : html`<p class="methods">${description}</p>`}
<dl>${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl></header>
${finished < runs.length ? html`<p class="notice">${plural(runs.length - finished, 'run')} of ${String(runs.length)} ${runs.length - finished === 1 ? 'is' : 'are'} not finished.</p>` : null}
${notes.map((note) => html`<p class="notice">${note}</p>`)}
<p class="note">${selectionText(results, metric.name)}</p>`;
}

/** On which images a setting was chosen, or that none was. */
function selectionText(results: ExperimentResults, metric: string): string {
  if (metric.startsWith('val.'))
    return `Settings are chosen by ${metric}, the mean over the seeds on images held out of the training set; the test images have no part in it. ${choiceText(results)}`;
  return `No setting is chosen: charts show ${metric}, on the test images, and a choice by it would be a choice on the test set. With select: val in the file's options, images held out of the training set choose.`;
}

function choiceText({ chosen, settings }: ExperimentResults): string {
  if (chosen !== null) return `Chosen: ${chosen}.`;
  if (settings.length < 2) return 'There is one setting alone.';
  const isFinished = settings.every(({ runs, finished }) => finished === runs);
  return isFinished
    ? 'None is chosen: not every setting has held-out images.'
    : 'None is chosen before all runs are finished.';
}

function accuraciesText({ settings }: ExperimentResults): string {
  const paper = settings.some((setting) => setting.paper?.all !== undefined) ? ' Strokes: the paper.' : '';
  return `Over all test images, percent. Dots: mean over the finished runs. Rings: the runs.${paper}`;
}

function differences(results: ExperimentResults): Html | null {
  const table = differenceTable(results);
  return table && html`<section><h3>Differences</h3>${table}</section>`;
}

const MOST_CHARTS = 6;

/** By the accuracy that settings are compared by; where that is not one on the test images, by theirs as well, as papers draw it. */
function search(results: ExperimentResults, titles: MethodTitles): Html | null {
  if (numericParameters(results).length === 0) return null;
  const { metric } = results;
  const figures: MetricName[] = metric.name.startsWith('val.') ? [metric.name, 'test.all'] : [metric.name];
  return html`<section><h3>Parameters</h3>${figures.flatMap((figure) => searchCharts(results, figure, titles))}</section>`;
}

function searchCharts(results: ExperimentResults, of: MetricName, titles: MethodTitles): (Html | null)[] {
  const hasPaper = of === 'test.all' && results.settings.some(({ paper }) => paper?.all !== undefined);
  const isAside = of !== results.metric.name;
  const shown = `${of} in percent, mean over the finished runs.${isAside ? ' Nothing is chosen by it.' : ''}`;
  const title = of.startsWith('val.') ? 'Accuracy on held-out images' : 'Test accuracy';
  const pair = heatPair(results);
  const heat =
    pair &&
    figure(
      `heat:${of}`,
      `${title} by ${pair[0]} and ${pair[1]}`,
      `${shown} The stronger the colour, the higher.`,
    );
  const over = numericParameters(results)
    .slice(0, MOST_CHARTS)
    .flatMap((parameter) => {
      const { points, isCloud } = placedOver(results, parameter, of);
      const colours = curveColours(points, results, titles);
      const text = `${shown}${isCloud ? ' A dot a setting.' : ''}${hasPaper ? ' Dashed: the paper.' : ''}`;
      return [
        colours.size > 1 ? legend([...colours.keys()], [...colours.values()]) : null,
        figure(`over:${of}:${parameter}`, `${title} over ${parameter}`, text),
      ];
    });
  return [heat ?? null, ...over];
}

function curves(results: ExperimentResults, titles: MethodTitles): Html | null {
  const shown = shownSettings(results, titles);
  if (shown.length === 0) return null;
  const measured = results.runs.some(({ validation }) => validation) ? 'held-out' : 'test';
  const some =
    shown.length < results.settings.length
      ? ` The first ${shown.length} of ${results.settings.length} settings.`
      : '';
  const text = `Percent, over all ${measured} images after every epoch. Strong lines: mean over the runs. Thin lines: the runs.${some}${stageEpochs(results, shown)}`;
  return html`<section><h3>Learning curves</h3>${legend(
    shown.map(({ label }) => label),
    shown.map(({ colour }) => colour),
  )}${figure('curves', 'Accuracy', text)}</section>`;
}

/** How the axis of the learning curves counts the epochs of second stages; empty where none is shown. */
function stageEpochs({ settings }: ExperimentResults, shown: readonly ShownSetting[]): string {
  const stages = settings.flatMap(({ label, from }) =>
    from !== null && shown.some((each) => each.label === label) ? `${label} (on ${from})` : [],
  );
  return stages.length === 0
    ? ''
    : ` Of second stages, ${list(stages)}, the epochs are those of the stage alone: its epoch 1 comes after the last epoch of the run that it goes on from.`;
}

/** As many settings as charts over the classes can tell apart. */
const MOST_SERIES = 5;

/** The charts over the classes, where all runs are on the same data and the settings are few. */
function classByClass(
  results: ExperimentResults,
  all: readonly RunLog[],
  methods: MethodTitles,
): { section: Html | null; logs: RunLog[] } {
  // Charts over the classes show the last epoch; all others would be most of the page.
  const logs = all.map((run) => ({ ...run, epochs: run.epochs.slice(-1) }));
  const [dataSet, ...others] = logs.length === 0 ? [] : groupRuns(logs, methods);
  if (!dataSet || others.length > 0 || dataSet.series.length > MOST_SERIES)
    return { section: null, logs: [] };
  const shown = asSettings(dataSet, results, methods);
  const table = html`<div data-list="classes" data-of="0"></div>`;
  return { section: html`<div data-set="0">${classFigures(shown, 0, table)}</div>`, logs };
}
