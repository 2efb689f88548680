import type { FinetuneOptions } from '../../run/finetune/finetune-options';
import type { RunResult } from '../../run/finish-run';
import type { JobOptions, RunPlace } from '../../run/job';
import type { RunEvent } from '../../run/run-events';

/** A training that one process asks another for. */
export interface TrainRequest {
  /** The job's name. */
  job: string;
  /** As for `runJob`. */
  options: Partial<JobOptions> & RunPlace;
  from?: undefined;
}

/** A second stage that one process asks another for. */
export interface FinetuneRequest {
  /** Name of the job of the run that it goes on from. */
  job: string;
  /** Folder of that run. */
  from: string;
  /** As for `finetuneRun`. */
  options: FinetuneOptions & Record<string, unknown>;
}

/** What one process asks another for. */
export type JobRequest = TrainRequest | FinetuneRequest;

/** What the process answers: events while it goes on, then one of the other two. */
export type JobReport =
  | { type: 'event'; event: RunEvent }
  | { type: 'result'; result: RunResult }
  /**
   * `message` is for a person, with the flags that mend it; `name` is that of the error; `isMeeting` tells that another process was at the
   * folder, see `meetsAnother`.
   */
  | { type: 'failure'; message: string; name?: string; isMeeting?: boolean };

/** The hidden command of `mbib` that does what another process asks for. */
export const servingCommand = 'serve';
