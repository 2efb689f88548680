import type { SettingResult } from '../../src/jobs/experiment/results/experiment-results';
import { meanAndDeviation, NONE, percent, points } from '../../src/jobs/log/format';
import type { EpochResult } from '../../src/jobs/log/run-log';
import { meanSd } from '../../src/jobs/log/statistics';
import type { KeptRun, KeptRuns } from './read-kept-runs';

const BEGINNING = '<!-- Written by `npm run evidence`. -->';
const END = '<!-- Up to here, from docs/runs. -->';

/** Another training of the same subset, one schedule for both: CE and balanced softmax, in percent. */
const INDEPENDENT: Record<string, number> = { CE: 38.3, BSCE: 43.0 };

/** Over how many epochs a run that is not finished is compared: single ones jump while the learning rate is high. */
const STEADY = 10;

const GROUPS = ['all', 'many', 'medium', 'few'] as const;

/** What stands in docs/results.md of the runs that are kept; true with whatever is there. */
export function evidencePart({ runs, results }: KeptRuns): string {
  const finished = runs.filter(({ log }) => log.end);
  if (finished.length === 0)
    return 'No run of [experiments/evidence.yaml](../experiments/evidence.yaml) is finished yet.';
  const settings = results.settings.filter(({ finished: count }) => count > 0);
  const missing = results.runs.filter((run) => !run.finished);
  const parts = [
    intro(finished),
    runTable(finished),
    `Over the seeds, last epoch, beside the paper's Table 1 and an independent training with one schedule for both losses:`,
    settingTable(settings),
    differences(results.differences),
    missing.length > 0
      ? `Not finished when this was written: ${missing.map(({ label, seed }) => `${label} seed ${seed}`).join(', ')}.`
      : undefined,
    ...runs.filter(({ log }) => !log.end).map((run) => partial(run, finished)),
  ];
  return parts.filter((part) => part !== undefined).join('\n\n');
}

function intro(runs: readonly KeptRun[]): string {
  const commits = [...new Set(runs.map(({ commit }) => `\`${commit}\``))].join(', ');
  const nodes = [...new Set(runs.map(({ log }) => log.start.versions.node ?? 'unknown'))].join(', ');
  const backends = [...new Set(runs.map(({ log }) => log.start.backend))].join(', ');
  const arithmetic = [...new Set(runs.map(({ log }) => log.start.arithmetic ?? 'not recorded'))].join('; ');
  const { method, epochs: length, backend } = runs[0]!.log.start;
  const command = `npx mbib train cifar100-lt --data cifar-100-binary.tar.gz --epochs ${length} --method ${method} --seed ${runs[0]!.seed} --backend ${backend}`;
  return `ResNet-32, imbalance 100, 200 epochs, the defaults of every method, commit ${commits}, Node ${nodes}, ${backends}, arithmetic ${arithmetic}. Logs and
metrics are in \`docs/runs\` of the source; \`npm run evidence\` makes this section from them.

\`\`\`sh
${command}
npx mbib experiment experiments/evidence.yaml --set data=cifar-100-binary.tar.gz   # all of them, in this order
\`\`\`

The epoch with the highest test accuracy is chosen in hindsight; the last is the fairer figure. Our copy of the archive has its own order of images,
so the subset has the same counts and other images than the paper's. The machine had other work at the same time, which the hours include;
what a run lost when it was stopped, and did again when it was resumed, they do not.`;
}

function runTable(runs: readonly KeptRun[]): string {
  const row = (title: string, { epoch, accuracy }: EpochResult, time: string) =>
    `| ${title} | ${epoch} | ${GROUPS.map((group) => percent(accuracy[group] ?? null)).join(' | ')} | ${time} |`;
  const rows = runs.flatMap(({ label, seed, log }) => {
    const { last, best, seconds } = log.end!;
    const hours = seconds === null ? NONE : (seconds / 3600).toFixed(1);
    const { resumes } = log;
    const resumed = resumes === 0 ? '' : resumes === 1 ? ', resumed once' : `, resumed ${resumes} times`;
    return [
      row(`${label}, seed ${seed}, last`, last!, `${hours}${resumed}`),
      row(`${label}, seed ${seed}, best`, best, ''),
    ];
  });
  return table(['run', 'epoch', ...GROUPS, 'hours'], rows);
}

/** How far a run that is not finished got, beside what the finished ones of its seed had in the same epochs. */
function partial({ label, seed, log }: KeptRun, finished: readonly KeptRun[]): string {
  const epochs = log.epochs.slice(-STEADY);
  const [from, to] = [epochs[0]!.epoch, epochs.at(-1)!.epoch];
  const row = (name: string, lines: readonly EpochResult[]) => {
    const means = GROUPS.map((group) => meanSd(lines.map(({ accuracy }) => accuracy[group] ?? null)));
    return `| ${name} | ${means.map((each) => percent(each?.mean ?? null)).join(' | ')} |`;
  };
  const others = finished.filter((run) => run.seed === seed);
  const rows = others.map((run) =>
    row(
      run.label,
      run.log.epochs.filter(({ epoch }) => epoch >= from && epoch <= to),
    ),
  );
  const text = `${label} seed ${seed} has come to epoch ${to} of ${log.start.epochs}. Means over the epochs ${from} to ${to}:`;
  return `${text}\n\n${table(['method', ...GROUPS], [row(label, epochs), ...rows])}`;
}

function settingTable(settings: readonly SettingResult[]): string {
  const rows = settings.map(({ label, test, paper, finished }) => {
    const printed = paper?.all?.toFixed(1) ?? NONE;
    return `| ${label} | ${finished} | ${GROUPS.map((group) => meanAndDeviation(test[group])).join(' | ')} | ${printed} | ${INDEPENDENT[label]?.toFixed(1) ?? NONE} |`;
  });
  return table(['method', 'seeds', ...GROUPS, 'paper, all', 'independent, all'], rows);
}

function differences(all: KeptRuns['results']['differences']): string | undefined {
  const pairs = all.filter(({ figure }) => figure === 'all');
  if (pairs.length === 0) return undefined;
  const rows = pairs.map(({ label, baseline, seeds }) => {
    const cells = GROUPS.map((group) => {
      const one = all.find(
        (each) => each.label === label && each.baseline === baseline && each.figure === group,
      );
      if (!one) return NONE;
      const interval = one.interval ? ` (${points(one.interval[0])} to ${points(one.interval[1])})` : '';
      return `${points(one.difference.mean)}${interval}`;
    });
    return `| ${label} − ${baseline} | ${seeds.join(', ')} | ${cells.join(' | ')} |`;
  });
  const text =
    'Differences in percentage points, each seed with itself; where there are several, with the 95 % interval of their mean by Student’s t:';
  return `${text}\n\n${table(['', 'seeds', ...GROUPS], rows)}`;
}

function table(head: readonly string[], rows: readonly string[]): string {
  return [`| ${head.join(' | ')} |`, `|${head.map(() => '---|').join('')}`, ...rows].join('\n');
}

/** A page with a part in place of what is between the marks. */
export function withEvidence(page: string, part: string): string {
  const [before, rest, ...more] = page.split(`${BEGINNING}\n`);
  const after = rest?.split(`${END}\n`);
  if (more.length > 0 || after?.length !== 2)
    throw new Error(`The page must have '${BEGINNING}' and '${END}' once.`);
  return `${before}${BEGINNING}\n\n${part}\n\n${END}\n${after[1]}`;
}
