import type { ExperimentResults, SettingResult } from '../../experiment/results/experiment-results';
import type { PairedDifference } from '../../experiment/results/paired-differences';
import type { Figure, RunRow } from '../../experiment/results/run-row';
import { count, duration, meanThenDeviation, NONE, percent, points } from '../../log/format';
import type { MeanSd } from '../../log/statistics';
import { plural } from '../../log/words';
import { type Html, html } from '../html';

const GROUPS = ['all', 'many', 'medium', 'few', 'unseen'] as const;
type Group = (typeof GROUPS)[number];

/** The groups of which some setting has an accuracy. */
export function groupsIn({ settings }: ExperimentResults): Group[] {
  const found = GROUPS.filter((group) =>
    settings.some(({ test, paper }) => test[group] || (group !== 'unseen' && paper?.[group])),
  );
  return found.length > 0 ? found : ['all'];
}

/** Mean ± standard deviation of every setting, with the paper's figures below ours. */
export function settingTable(results: ExperimentResults): Html {
  const groups = groupsIn(results);
  const { settings, chosen, metric } = results;
  const validated = settings.some(({ validation }) => validation.balanced);
  const compared = settings.some(({ paper }) => printsAccuracy(paper));
  const head = html`<tr><th scope="col" colspan="${compared ? '2' : '1'}">Setting</th><th scope="col">runs</th>${groups.map(
    (group) => html`<th scope="col">${group}</th>`,
  )}${validated ? html`<th scope="col">balanced<small>held-out images</small></th>` : null}</tr>`;
  const caption = html`Test accuracy in percent, mean ± standard deviation over the finished runs${
    validated ? ', at the epoch that held-out images chose' : ', after the last epoch'
  }. ${chosen === null ? null : html`<strong>${chosen}</strong> is chosen by ${metric.name}.`}`;
  return table(
    caption,
    head,
    settings.map((setting) =>
      settingRows(setting, { groups, validated, compared, isChosen: setting.label === chosen }),
    ),
    'groups',
  );
}

/** What the table of the settings shows. */
interface SettingColumns {
  groups: Group[];
  /** Whether there are held-out images. */
  validated: boolean;
  /** Whether a paper prints figures of any setting. */
  compared: boolean;
  /** Whether the setting was chosen. */
  isChosen: boolean;
}

function settingRows(
  setting: SettingResult,
  { groups, validated, compared, isChosen }: SettingColumns,
): Html {
  const { label, from, teacher, test, paper, validation, finished, runs } = setting;
  const isPrinted = printsAccuracy(paper);
  const rows = isPrinted ? 3 : 1;
  const other = from === null ? teacher && `learns from ${teacher}` : `second stage on ${from}`;
  const stage = other && html`<small>${other}</small>`;
  const name = html`<th scope="rowgroup" rowspan="${String(rows)}">${label}${stage}${isChosen ? html`<small>chosen</small>` : null}</th>`;
  const printed = (group: Group) => (group === 'unseen' ? undefined : paper?.[group]);
  const difference = (group: Group) => {
    const [ours, theirs] = [test[group]?.mean, printed(group)];
    return ours === undefined || theirs === undefined ? NONE : points(ours - theirs / 100);
  };
  const row = (
    title: string,
    count: string,
    cell: (group: Group) => Html | string,
    last: Html | null,
    first: Html | null,
  ) =>
    html`<tr>${first}${compared ? html`<th scope="row" class="moment">${title}</th>` : null}<td>${count}</td>${groups.map((group) => html`<td>${cell(group)}</td>`)}${last}</tr>`;
  const empty = validated ? html`<td></td>` : null;
  const held = validated ? html`<td>${meanCell(validation.balanced)}</td>` : null;
  return html`<tbody>${[
    row(
      'ours',
      finished < runs ? `${finished} of ${runs}` : String(runs),
      (group) => meanCell(test[group]),
      held,
      name,
    ),
    isPrinted ? row('paper', '', (group) => printed(group)?.toFixed(1) ?? NONE, empty, null) : null,
    isPrinted ? row('difference', '', difference, empty, null) : null,
  ]}</tbody>`;
}

/** Whether a paper prints accuracies of a setting. */
function printsAccuracy(paper: SettingResult['paper']): boolean {
  return paper !== null && GROUPS.some((group) => group !== 'unseen' && paper[group] !== undefined);
}

function meanCell(accuracy: MeanSd | null): Html {
  const [mean, deviation] = meanThenDeviation(accuracy);
  return html`${mean}${deviation === undefined ? null : html` <small>${deviation}</small>`}`;
}

/** Every setting against its baseline, seed by seed. */
export function differenceTable(results: ExperimentResults): Html | null {
  const groups = groupsIn(results);
  const { differences } = results;
  if (differences.length === 0) return null;
  const pairs = [...new Set(differences.map(({ label, baseline }) => JSON.stringify([label, baseline])))];
  const rows = pairs.map((pair) => {
    const [label, baseline] = JSON.parse(pair) as [string, string];
    const own = differences.filter((each) => each.label === label && each.baseline === baseline);
    const of = (figure: Figure) => own.find((each) => each.figure === figure);
    return html`<tr><th scope="row">${label}<small>minus ${baseline}</small></th><td>${plural(own[0]!.seeds.length, 'seed')}</td>${groups.map(
      (group) => html`<td>${differenceCell(of(group))}</td>`,
    )}</tr>`;
  });
  return table(
    html`Difference of test accuracy in percentage points, each seed with itself: mean, and its interval of 95 % by Student's t. An interval
    that holds 0 leaves open which is better.`,
    html`<tr><th scope="col" class="text">Setting</th><th scope="col">seeds</th>${groups.map((group) => html`<th scope="col">${group}</th>`)}</tr>`,
    [html`<tbody>${rows}</tbody>`],
  );
}

function differenceCell(of: PairedDifference | undefined): Html | string {
  if (!of) return NONE;
  const { difference, interval } = of;
  return html`${points(difference.mean)}${interval ? html` <small>${points(interval[0])} to ${points(interval[1])}</small>` : null}`;
}

/** The backends that the runs were computed with. */
export function backendsOf({ runs }: ExperimentResults): string[] {
  return [...new Set(runs.flatMap(({ backend }) => backend ?? []))];
}

/** A row a run. */
export function experimentRunTable(results: ExperimentResults, base: string): Html {
  const start = base === '' ? '' : `${base}/`;
  const groups = groupsIn(results);
  const hasBackend = backendsOf(results).length > 1;
  const hasBest = results.runs.some(({ hindsight }) => hindsight);
  const rows = results.runs.map(
    (
      run,
    ) => html`<tr><th scope="row"><a href="${start}${encodeURIComponent(run.folder)}/report.html">${run.folder}</a>${stageText(run, results)}</th><td>${String(run.seed)}</td>
    <td class="text">${state(run)}</td>${groups.map((group) => html`<td>${percent(run.test?.[group] ?? null)}</td>`)}
    ${hasBest ? html`<td>${percent(run.hindsight?.all ?? null)}</td>` : null}<td>${run.parameters === null ? NONE : count(run.parameters)}</td><td>${duration(run.seconds)}</td>${hasBackend ? html`<td class="text">${run.backend ?? NONE}</td>` : null}<td class="text">${run.commit === null ? NONE : shortCommit(run.commit)}</td></tr>`,
  );
  const columns = [
    'Run',
    'Seed',
    'Epochs',
    ...groups,
    ...(hasBest ? ['best'] : []),
    'Parameters',
    'Time',
    ...(hasBackend ? ['Backend'] : []),
    'Commit',
  ];
  const texts = new Set(['Run', 'Epochs', 'Backend', 'Commit']);
  return table(
    html`Every run, with its test accuracy in percent.${hasBest ? ' Best: at the epoch with the highest accuracy over all test images, chosen in hindsight.' : null}`,
    html`<tr>${columns.map((column) => html`<th scope="col" class="${texts.has(column) ? 'text' : ''}">${column}</th>`)}</tr>`,
    [html`<tbody>${rows}</tbody>`],
  );
}

/** Of a second stage, which run it goes on from, and what it chose by itself. */
function stageText({ from, chosen }: RunRow, { runs }: ExperimentResults): Html | null {
  const first = from === null ? null : html`<small>second stage on ${runs[from]!.folder}</small>`;
  const words = Object.entries(chosen ?? {}).map(([name, value]) => `${name} ${value}`);
  return words.length === 0
    ? first
    : html`${first}<small>${words.join(', ')}: chosen on validation images</small>`;
}

/** A commit as people write it; '-dirty' behind it, where files differed from it, stays. */
export function shortCommit(commit: string): string {
  return commit.replace(/^([0-9a-f]{12})[0-9a-f]+/, '$1');
}

function state({ finished, epoch, epochs }: RunRow): string {
  if (finished) return String(epochs);
  return epochs === null ? 'not begun' : `unfinished: ${epoch} of ${epochs}`;
}

/** A table. Where it is wider than the page, it can be scrolled sideways. */
export function table(caption: Html, head: Html, bodies: Html[], kind = 'dense'): Html {
  return html`<div class="scroll" tabindex="0"><table class="${kind}"><caption><span>${caption}</span></caption><thead>${head}</thead>${bodies}
  </table></div>`;
}
