import { count, date, duration, percent } from '../log/format';
import { GROUPS, type Group } from '../log/groups';
import type { RunLog } from '../log/run-log';
import { isUnfinished, secondsOf } from '../log/run-summary';
import { rangeOf } from '../log/statistics';
import { inSentence, list } from '../log/words';
import { definitions } from './document/definitions';
import { seriesAccuracy } from './grouping/accuracies';
import type { DataSet } from './grouping/data-sets';
import { type Html, html } from './html';
import { differencePoints } from './intervals/difference-text';
import { compareSeries } from './intervals/series-differences';

/** The head of a data set's part: what was trained, on what data, and how long it took. */
export function heading(dataSet: DataSet): Html {
  const methods = dataSet.series.map(({ label, runs }) =>
    runs.length > 1 ? `${label} (${runs.length} runs)` : label,
  );
  const [first, ...others] = methods;
  return html`<header><h2>${dataSet.title}</h2>
<p class="methods">${list([first!, ...others.map(inSentence)])}</p>${testedNote(dataSet)}${facts(dataSet)}</header>`;
}

function testedNote({ testedOn, measured }: DataSet): Html | null {
  if (testedOn === undefined) return null;
  const chose = measured === 'Validation' ? ', which chose the epoch, so that it is too high' : '';
  return html`<p class="note">There were no test images: what is called test here is of the validation images${chose}.</p>`;
}

function facts({ samplesPerClass, series }: DataSet): Html {
  const runs = series.flatMap((each) => each.runs);
  const images = samplesPerClass.reduce((sum, n) => sum + n, 0);
  const { least, greatest: most } = rangeOf(samplesPerClass);
  const seconds = runs.map(secondsOf).filter((value) => value !== null);
  const shared = (pick: (run: RunLog) => string | number) => list([...new Set(runs.map(pick))].map(String));
  const started = runs.map(({ start }) => start.time).sort()[0]!;
  const total = seconds.length === 0 ? null : seconds.reduce((sum, value) => sum + value, 0);
  return definitions([
    ['Classes', count(samplesPerClass.length)],
    ['Training images', `${count(images)} (${count(most)} to ${count(least)} a class)`],
    ...imagesOf(runs.find(({ start }) => start.testPerClass) ?? runs[0]!),
    ['Epochs', shared(({ start }) => start.epochs)],
    ['Backend', shared(({ start }) => start.backend)],
    ['Started', date(started)],
    [runs.length > 1 ? 'Training time in all' : 'Training time', duration(total)],
  ]);
}

/** How many images the accuracies are of, as far as the log says it: runs that differ in it are no data set. */
function imagesOf({ start: { testPerClass, validationPerClass } }: RunLog): [string, string][] {
  const sum = (counts: readonly number[]) => count(counts.reduce((total, n) => total + n, 0));
  return [
    ...(validationPerClass
      ? [['Validation images', sum(validationPerClass)] satisfies [string, string]]
      : []),
    ...(testPerClass ? [['Test images', sum(testPerClass)] satisfies [string, string]] : []),
  ];
}

/**
 * The accuracies after the last epoch in large figures, for one series or for one compared with another.
 *
 * @example
 * ```ts
 * import { groupRuns, methods, type RunLog, tiles } from 'mbib/jobs';
 *
 * declare const runs: RunLog[]; // from parseRunLog
 * const parts = groupRuns(runs, methods).map((dataSet) => tiles(dataSet)?.text ?? '');
 * ```
 */
export function tiles(dataSet: DataSet): Html | null {
  const { series, measured } = dataSet;
  const [first, second] = series as [(typeof series)[number], (typeof series)[number]?];
  const main = second ?? first;
  const groups = GROUPS.filter((group) => seriesAccuracy(main, 'last', group) !== null);
  if (series.length > 2 || groups.length === 0) return null;
  const percentOf = (of: typeof first, moment: 'last' | 'best', group: Group) =>
    percent(seriesAccuracy(of, moment, group)?.mean ?? null);
  const note = (group: Group) =>
    second === undefined
      ? html`${percentOf(first, 'best', group)} at the best epoch`
      : html`<strong>${differencePoints(compareSeries(dataSet, first, second).ofGroup('last', group))}</strong> from
        ${percentOf(first, 'last', group)}`;
  const soFar = series.some(({ runs }) => runs.some(isUnfinished)) ? ' so far' : '';
  const against = second === undefined ? '' : `, against ${inSentence(first.label)}`;
  return html`<p class="note tiles-note">${measured} accuracy of ${inSentence(main.label)} after the last epoch${soFar}${against}</p>
<ul class="tiles">${groups.map(
    (group) => html`<li style="--accent: var(--${group})"><span class="group">${group}</span>
<span class="value">${percentOf(main, 'last', group)}<small>%</small></span><span class="note">${note(group)}</span></li>`,
  )}</ul>`;
}
