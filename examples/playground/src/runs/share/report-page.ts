import assets from 'virtual:report-page';
import { methods, reportHtml } from 'mbib/jobs';
import type { SharedRun } from './run-record';

/**
 * The report of the jobs on some runs, as one HTML page that loads nothing from elsewhere.
 *
 * @throws Error where no run has begun
 */
export function reportPage(shared: readonly SharedRun[]): string {
  const logs = shared.flatMap(({ run, label }) =>
    run.log ? [{ ...run.log, name: `${label}, seed ${run.settings.seed}` }] : [],
  );
  if (logs.length === 0) throw new Error('There is nothing to report yet: none of these runs has begun.');
  return reportHtml(logs, methods, assets);
}
