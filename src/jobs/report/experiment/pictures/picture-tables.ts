import type { GroupFigures } from '../../../experiment/experiment';
import type { ExperimentResults, SettingResult } from '../../../experiment/results/experiment-results';
import { MEASURED, type MeasuredRepresentation } from '../../../experiment/results/run-row';
import { count, NONE } from '../../../log/format';
import { GROUPS, type Group } from '../../../log/groups';
import type { MeanSd } from '../../../log/statistics';
import { type Html, html } from '../../html';
import { table } from '../experiment-tables';
import { REPRESENTATION_NAMES, representationLabel } from './representation-label';

/** The mean of the mean positive posteriors over the classes of each group. */
export function posteriorTable({ pictures: { posteriors } }: ExperimentResults): Html {
  const groups = GROUPS.filter((group) => posteriors.some((each) => each.groups[group] !== null));
  const rows = posteriors.map(
    ({ label, runs, groups: of }) =>
      html`<tr><th scope="row">${label}</th><td>${String(runs)}</td>${groups.map((group) => html`<td>${of[group]?.toFixed(3) ?? NONE}</td>`)}</tr>`,
  );
  return table(
    html`Mean positive posterior, the mean over the classes of a group and over the runs.`,
    html`<tr><th scope="col" class="text">Setting</th><th scope="col">runs</th>${heads(groups)}</tr>`,
    [html`<tbody>${rows}</tbody>`],
  );
}

/** ρ of every setting, of v and of z where it has both, with the paper's below ours. */
export function rhoTable({ settings }: ExperimentResults): Html {
  const rows = settings.flatMap((setting) => {
    const { label, rho, finished } = setting;
    const names = rhoNames(setting);
    return names.map((name) => ({
      label: representationLabel(label, name, names),
      ours: rho?.[name],
      runs: runsOf(rho?.[name], finished),
      printed: printedRho(setting, name),
    }));
  });
  const groups = GROUPS.filter((group) =>
    rows.some(({ ours, printed }) => ours?.[group] || (group !== 'unseen' && printed?.[group])),
  );
  const pairs = rows.map(({ label, ours, runs, printed }) => ({
    label,
    ours: [runs, ...groups.map((group) => decimals(ours?.[group] ?? null))],
    paper: printed && [
      '',
      ...groups.map((group) => (group === 'unseen' ? NONE : (printed[group]?.toFixed(2) ?? NONE))),
    ],
  }));
  return pairTable(
    html`ρ = D_Intra / D_Inter of the test images’ representations (Eq. 15 to 17 of the paper, Table 5), mean ± standard deviation over the finished
    runs that keep it: the smaller, the closer together a class lies. ${REPRESENTATION_NAMES}`,
    html`<th scope="col">runs</th>${heads(groups)}`,
    pairs,
  );
}

/** The representations that a row of ρ is of. */
function rhoNames({ representations, paper }: SettingResult): MeasuredRepresentation[] {
  const printed = (name: MeasuredRepresentation) => name !== 'vz' && paper?.rho?.[name] !== undefined;
  const names = representations.includes('vz')
    ? representations
    : MEASURED.filter((name) => representations.includes(name) || printed(name));
  // A setting of which nothing is known yet has a row, too.
  return names.length === 0 ? ['z'] : names;
}

/** What a paper prints; of a second stage on v and z it is that of what the stage takes. */
function printedRho({ paper }: SettingResult, name: MeasuredRepresentation): GroupFigures | undefined {
  return paper?.rho?.[name === 'vz' ? 'z' : name];
}

/** How many runs a mean is of, and of how many finished ones where that is not all. */
function runsOf(means: Record<Group, MeanSd | null> | undefined, finished: number): string {
  const runs = Math.max(0, ...GROUPS.map((group) => means?.[group]?.n ?? 0));
  return runs < finished ? `${runs} of ${finished}` : String(runs);
}

/** Parameters and multiply-adds of every setting, with the paper's below ours. */
export function costTable({ settings }: ExperimentResults): Html {
  const pairs = settings.map(({ label, cost, paper }) => {
    const number = (value: number | null | undefined) => (value == null ? NONE : count(value));
    const printed = paper && (paper.parameters !== undefined || paper.multiplyAdds !== undefined);
    return {
      label,
      ours: [number(cost.parameters), number(cost.multiplyAdds), number(cost.multiplyAddsAt640)],
      paper: printed ? [number(paper.parameters), NONE, number(paper.multiplyAdds)] : undefined,
    };
  });
  return pairTable(
    html`Parameters are the weights that training changes, all heads included. Multiply-adds are those of the classifier for one image: of the
    run’s own size, and of 640 × 640, the size of the paper’s Table 6, which calls them FLOPs. Of runs of an earlier version they are not known.`,
    html`<th scope="col">parameters</th><th scope="col">multiply-adds</th><th scope="col">at 640 × 640</th>`,
    pairs,
  );
}

/** A row of a setting: ours, and what a paper prints of it. */
interface Pair {
  label: string;
  ours: (Html | string)[];
  /** Left out, it prints nothing. */
  paper: string[] | undefined;
}

/** A table of settings with a row of ours, and where the paper prints something one of its. */
function pairTable(caption: Html, columns: Html, pairs: readonly Pair[]): Html {
  const compared = pairs.some(({ paper }) => paper);
  const cells = (title: string, values: (Html | string)[]) =>
    html`${compared ? html`<th scope="row" class="moment">${title}</th>` : null}${values.map((value) => html`<td>${value}</td>`)}`;
  const bodies = pairs.map(({ label, ours, paper }) => {
    const name = html`<th scope="rowgroup" rowspan="${paper ? '2' : '1'}">${label}</th>`;
    return html`<tbody><tr>${name}${cells('ours', ours)}</tr>${paper ? html`<tr>${cells('paper', paper)}</tr>` : null}</tbody>`;
  });
  const head = html`<tr><th scope="col" colspan="${compared ? '2' : '1'}">Setting</th>${columns}</tr>`;
  return table(caption, head, bodies, 'groups');
}

function heads(groups: readonly Group[]): Html[] {
  return groups.map((group) => html`<th scope="col">${group}</th>`);
}

function decimals(of: MeanSd | null): Html | string {
  if (of === null) return NONE;
  const { mean, sd } = of;
  return html`${mean.toFixed(2)}${sd === null ? null : html` <small>± ${sd.toFixed(2)}</small>`}`;
}
