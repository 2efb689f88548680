import type { RunResult } from '../../run/finish-run';
import type { JobOptions, RunPlace } from '../../run/job';
import type { RunEvent } from '../../run/run-events';

/** A training that one process asks another for. */
export interface JobRequest {
  /** The job's name. */
  job: string;
  /** As for `runJob`. */
  options: Partial<JobOptions> & RunPlace;
}

/** What the training process answers: events while it goes on, then one of the other two. */
export type JobReport =
  | { type: 'event'; event: RunEvent }
  | { type: 'result'; result: RunResult }
  /** `message` is for a person, with the flags that mend it; `name` is that of the error. */
  | { type: 'failure'; message: string; name?: string };

/** The hidden command of `mbib` that trains what another process asks for. */
export const servingCommand = 'serve';
