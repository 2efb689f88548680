import type { RunLog } from '../../log/run-log';
import { isUnfinished } from '../../log/run-summary';
import { list } from '../../log/words';
import type { RunDetails } from './run-details';

/**
 * Why there is nothing to show of what runs predicted, as sentences: one reason where all have the same, or else each with its runs.
 *
 * @param details of the runs, by their logs
 */
export function whyNotKept(runs: readonly RunLog[], details: ReadonlyMap<RunLog, RunDetails>): string {
  const byReason = new Map<Reason, string[]>();
  for (const run of runs) {
    const reason = reasonOf(run, details.get(run));
    byReason.set(reason, [...(byReason.get(reason) ?? []), run.name]);
  }
  const one = runs.length === 1;
  const head = `What the ${one ? 'run' : 'runs'} predicted is not here: `;
  const [[only] = []] = byReason;
  if (byReason.size === 1) return `${head}${one ? 'it' : 'they'} ${reasons[only!][one ? 0 : 1]}.`;
  const parts = [...byReason].map(
    ([reason, names]) => `${list(names)} ${reasons[reason][names.length === 1 ? 0 : 1]}`,
  );
  return `${head}${parts.join('; ')}.`;
}

type Reason = keyof typeof reasons;

/** What is said of one run and of several. */
const reasons = {
  unfinished: ['is not finished', 'are not finished'],
  unreadable: ['kept it in a file that cannot be read', 'kept it in files that cannot be read'],
  others: ['kept that of other classes than its log has', 'kept that of other classes than their logs have'],
  logAlone: ['is known by its log alone', 'are known by their logs alone'],
  none: [
    'kept none, as runs that an earlier version of mbib finished',
    'kept none, as runs that an earlier version of mbib finished',
  ],
} as const;

function reasonOf(run: RunLog, details: RunDetails | undefined): Reason {
  // A run that goes on after it was finished may have outputs of before.
  if (details?.outputs) return 'others';
  if (details?.hasUnreadableOutputs) return 'unreadable';
  if (isUnfinished(run)) return 'unfinished';
  return details ? 'none' : 'logAlone';
}
