import { flagOf } from '../../src/jobs/command/flag-of';
import type { ExperimentRun } from '../../src/jobs/experiment/expand';
import type { RunRow } from '../../src/jobs/experiment/results/run-row';
import { list } from '../../src/jobs/log/words';
import type { Gathered } from './gather';
import {
  BASELINE,
  differenceTable,
  header,
  isApart,
  labelsOf,
  methodRow,
  seedsBelow,
  seedTable,
} from './table';

/** Between these two lines of a page is what the script writes. */
export const MARKERS = ['<!-- Written by npm run digits-methods. -->', '<!-- Up to here. -->'] as const;

/** The pages of docs/methods with the rows that they show, by the table's labels. */
export const pages: Readonly<Record<string, readonly string[]>> = {
  'balanced-softmax': ['BSCE'],
  cdt: ['CDT'],
  'class-balanced': ['Class-balanced'],
  crt: ['cRT'],
  disalign: ['DisAlign'],
  dive: ['DiVE'],
  experts: ['RIDE', 'SADE', 'SADE + MBIB'],
  focal: ['Focal'],
  'label-aware-smoothing': ['Label-aware smoothing'],
  lade: ['LADE'],
  'ldam-drw': ['LDAM-DRW', 'CE-DRW'],
  'logit-adjustment': ['Logit adjustment', 'Logit adjustment post hoc'],
  lws: ['LWS'],
  mixup: ['Mixup'],
  remix: ['Remix'],
  reslt: ['ResLT'],
  ride: ['RIDE'],
  'sade-mbib': ['SADE + MBIB', 'MBIB', 'SADE'],
  sade: ['SADE'],
  sampling: ['Class-aware sampling'],
  seesaw: ['Seesaw'],
  'tau-norm': ['τ-norm'],
  'weight-balancing': ['MaxNorm'],
};

/** The losses without experts that adjust logits by the counts, as MBIB's do. */
const adjusting = ['Logit adjustment', 'LADE', 'BSCE', 'BIB'];

/** The part of docs/results.md: when and with what it was measured, the table, and MBIB's few-shot accuracy seed by seed. */
export function resultsPart(gathered: Gathered): string {
  const { rows, unfinished, days, node, backends, processors } = gathered;
  const below = seedsBelow('MBIB', rows);
  const others = adjusting.filter((label) => !unfinished.includes(label));
  const alike = others.filter((other) => !isApart('MBIB', other, rows));
  const said =
    below.length === 0
      ? 'In no seed is the few-shot accuracy of MBIB below that of CE.'
      : `The few-shot accuracy of MBIB is below that of CE in ${below.length === 1 ? 'seed' : 'the seeds'} ${below.join(', ')}.`;
  return [
    `Measured on ${days.map(dayText).join(' and ')} with Node ${node.join(' and ')}, ${backends.join(' and ')}, on ${processors.join(' and ')}.`,
    '',
    ...header,
    ...labelsOf(rows).map((label) => methodRow(label, rows, titleOf(label))),
    '',
    ...(unfinished.length > 0 ? [notMeasured(unfinished), ''] : []),
    said,
    '',
    ...seedTable('MBIB', rows),
    '',
    'MBIB against the losses that adjust logits by the counts, seed by seed in the same way:',
    '',
    ...differenceTable('MBIB', others, rows),
    '',
    alike.length > 0
      ? `Over all digits the interval includes 0 against ${list(alike)}: these runs do not tell MBIB from ${alike.length > 1 ? 'them' : 'it'}.`
      : 'Over all digits no interval includes 0.',
  ].join('\n');
}

/** Says which rows are missing. */
export const notMeasured = (labels: readonly string[]): string => `Not measured yet: ${labels.join(', ')}.`;

/** The part of a page of docs/methods. */
export function pagePart(labels: readonly string[], { rows, unfinished, runs }: Gathered): string {
  const seeds = new Set(rows.map(({ seed }) => seed)).size;
  const missing = labels.filter((label) => unfinished.includes(label));
  const measured = labels.filter((label) => !missing.includes(label));
  return [
    `Long-tailed digits, ${seeds} seeds: accuracies in percent, mean ± standard deviation, and the differences to cross entropy of the same seed`,
    'with intervals of 95 %. [How they were measured, beside all other methods](../results.md#digits-the-fields-methods).',
    '',
    ...(measured.length > 0
      ? [...header, ...[BASELINE, ...measured].map((label) => methodRow(label, rows)), '']
      : []),
    ...(missing.length > 0 ? [notMeasured(missing), ''] : []),
    '```sh',
    ...commandsOf(labels, runs, rows),
    '```',
  ].join('\n');
}

/** The commands of a page's rows, for the first seed. */
function commandsOf(labels: readonly string[], runs: Gathered['runs'], rows: readonly RunRow[]): string[] {
  const seed = rows[0]!.seed;
  const base = `runs/digits-ce-s${seed}`;
  const words = ({ options }: ExperimentRun) =>
    Object.entries(options)
      .filter(([name]) => name !== 'seed')
      .map(([name, value]) => `${flagOf(name)} ${value}`)
      .join(' ');
  const train = ({ teacher, ...run }: ExperimentRun) => {
    const taught = teacher ? ` --teacher ${placeOf(teacher)}` : '';
    return `npx mbib train digits ${words(run)}${taught} --seed ${seed}`;
  };
  const placeOf = ({ options }: ExperimentRun) => `runs/digits-${options.method}-s${seed}`;
  const own = labels.map((label) => runs.get(label)!);
  const stages = own.filter(({ first }) => first);
  return [
    ...own.flatMap(({ teacher }) => (teacher ? [`${train(teacher)} --out ${placeOf(teacher)}`] : [])),
    ...own.filter(({ first }) => !first).map(train),
    ...(stages.length > 0 ? [`${train(runs.get(BASELINE)!)} --out ${base}`] : []),
    ...stages.map((run) => `npx mbib finetune ${base} ${words(run)}`),
  ];
}

/** A label, with the page of its method where there is one. */
function titleOf(label: string): string {
  const page = Object.keys(pages).find((name) => name !== 'experts' && pages[name]![0] === label);
  const also = Object.keys(pages).find(
    (name) => name !== 'experts' && pages[name]!.includes(label) && label !== 'MBIB',
  );
  const name = page ?? also;
  return name ? `[${label}](methods/${name}.md)` : label;
}

function dayText(day: string): string {
  return new Date(day).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
}

/**
 * A page with another part between its markers.
 *
 * @throws Error where it does not have the two markers once each
 */
export function withPart(text: string, part: string, page: string): string {
  const [before, rest, ...more] = text.split(`${MARKERS[0]}\n`);
  const after = rest?.split(`${MARKERS[1]}\n`);
  if (more.length > 0 || after?.length !== 2)
    throw new Error(`${page} must have '${MARKERS.join("' and '")}' once.`);
  return `${before}${MARKERS[0]}\n\n${part}\n\n${MARKERS[1]}\n${after[1]}`;
}

/** What stands between the markers of a page. */
export function partOf(text: string): string {
  return text.split(MARKERS[0])[1]?.split(MARKERS[1])[0]?.trim() ?? '';
}
