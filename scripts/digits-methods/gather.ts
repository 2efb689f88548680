import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { runLogOf } from '../../src/jobs/command/experiment/run-log-of';
import { readRecord } from '../../src/jobs/command/experiment/write-experiment';
import { type ExperimentRun, expand } from '../../src/jobs/experiment/expand';
import { parseExperiment } from '../../src/jobs/experiment/parse-experiment';
import { type RunRow, runRow } from '../../src/jobs/experiment/results/run-row';

/** What all runs came to, and when and with what they were computed. */
export interface Gathered {
  /** In the order of the table: a row a run. */
  rows: RunRow[];
  /** Labels of what is not finished with every seed. */
  unfinished: string[];
  /** A run of each method, by its label. */
  runs: Map<string, ExperimentRun>;
  /** Days, versions and so on, as sets: runs may have gone on over midnight. */
  days: string[];
  node: string[];
  backends: string[];
  processors: string[];
}

/** What is trained. */
export const FILE = 'experiments/digits-methods.yaml';

/** Reads the logs of all runs. A mean over some of the seeds would pass for one over all: what is not finished with all has no rows. */
export async function gather(out: string): Promise<Gathered> {
  const runs = await runsOf(out);
  const rows: RunRow[] = [];
  const unfinished = new Set<string>();
  const seen = {
    days: new Set<string>(),
    node: new Set<string>(),
    backends: new Set<string>(),
    processors: new Set<string>(),
  };
  for (const run of runs) {
    const log = await runLogOf(join(out, run.folder), run.folder);
    if (!log?.end) {
      unfinished.add(run.label);
      continue;
    }
    rows.push(runRow(run, log));
    seen.days.add(log.end.time.slice(0, 10));
    seen.node.add(log.start.versions.node ?? 'unknown');
    seen.backends.add(log.start.backend);
    seen.processors.add(log.start.processor ?? 'unknown');
  }
  return {
    rows: rows.filter(({ label }) => !unfinished.has(label)),
    unfinished: [...unfinished],
    runs: new Map(runs.map((run) => [run.label, run])),
    days: [...seen.days].sort(),
    node: [...seen.node].sort(),
    backends: [...seen.backends].sort(),
    processors: [...seen.processors].sort(),
  };
}

/** @throws Error where the folder is of another experiment, such as the file of an earlier version: its runs have other numbers */
async function runsOf(out: string): Promise<ExperimentRun[]> {
  const record = await readRecord(out);
  if (!record) throw new Error(`${out} is no folder of an experiment.`);
  const { runs } = expand(parseExperiment(parse(readFileSync(FILE, 'utf8')), FILE, 'digits-methods'));
  const there = expand(record.experiment).runs;
  const other = runs.find(({ folder }, i) => folder !== there[i]?.folder);
  if (other)
    throw new Error(
      `${out} holds the runs of another file than ${FILE} is now, which has ${other.folder}: move it away, and train anew.`,
    );
  return runs;
}
