import { bestEpoch, endLine, type ImageSet, type RunLog, type StartLine, secondsOf } from 'mbib/jobs';
import type { ClassifierForm, Report, TestOutputs } from './worker/messages';

/** What the page is doing. */
export type Phase = 'idle' | 'starting' | 'running' | 'paused' | 'finished';

/** The two runs and what was computed of them so far. The runs have the form of a job's log, so that the report can draw them. */
export interface TrainingState {
  runs: [RunLog, RunLog];
  outputs: [TestOutputs | undefined, TestOutputs | undefined];
  form: ClassifierForm;
  test: ImageSet;
  sample: Int32Array;
}

/** The state before the first epoch. */
export function beginState({
  starts,
  form,
  test,
  sample,
}: Extract<Report, { type: 'started' }>): TrainingState {
  const runOf = (start: StartLine): RunLog => ({
    name: start.method,
    start,
    epochs: [],
    resumes: 0,
    end: null,
  });
  return { runs: [runOf(starts[0]), runOf(starts[1])], outputs: [undefined, undefined], form, test, sample };
}

/** Adds a finished epoch to its run. */
export function addEpoch(
  state: TrainingState,
  { run, line, outputs }: Extract<Report, { type: 'epoch' }>,
): void {
  state.runs[run].epochs.push(line);
  state.outputs[run] = outputs;
}

/** Marks both runs as complete. */
export function endRuns({ runs }: TrainingState): void {
  for (const run of runs) {
    const line = endLine(run.epochs.at(-1)!, bestEpoch(run)!, secondsOf(run));
    run.end = { ...line, time: new Date().toISOString() };
  }
}
