import type { JobOptions } from '../../../run/job';

/** Whether runs hold images out that choose an epoch, a setting or τ. Of a job without that choice it is not known before it has read its data. */
export function holdsOut({ select }: JobOptions & { select?: unknown }): boolean {
  return select !== 'last';
}
