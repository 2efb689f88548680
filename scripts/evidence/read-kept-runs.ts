import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { expand } from '../../src/jobs/experiment/expand';
import { parseExperiment } from '../../src/jobs/experiment/parse-experiment';
import {
  type ExperimentResults,
  experimentResults,
} from '../../src/jobs/experiment/results/experiment-results';
import { runRow } from '../../src/jobs/experiment/results/run-row';
import { parseRunLog } from '../../src/jobs/log/parse-run-log';
import type { RunLog } from '../../src/jobs/log/run-log';
import { assertOptions } from './assert-options';
import { FACTS } from './keep-runs';

/** A run that is kept, finished or as far as it got. */
export interface KeptRun {
  name: string;
  /** Its setting's label in experiments/evidence.yaml. */
  label: string;
  seed: number;
  log: RunLog;
  commit: string;
}

/** What is kept, in the order of experiments/evidence.yaml, and what it comes to as that experiment. */
export interface KeptRuns {
  runs: KeptRun[];
  results: ExperimentResults;
}

const FILE = 'experiments/evidence.yaml';

/** @throws Error where a kept run is none of the experiment, has other options, or is of the same method and seed as another */
export async function readKeptRuns(folder: string): Promise<KeptRuns> {
  const experiment = parseExperiment(parse(readFileSync(FILE, 'utf8')), FILE, 'evidence');
  const expansion = expand(experiment);
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => existsSync(join(folder, name, 'log.jsonl')))
    : [];
  const kept = names.map((name) => {
    const file = join(folder, name, 'log.jsonl');
    const { commit } = JSON.parse(readFileSync(join(folder, name, FACTS), 'utf8'));
    return { name, log: parseRunLog(readFileSync(file, 'utf8'), name, file), commit: String(commit) };
  });
  const found = new Map<number, KeptRun>();
  for (const each of kept) {
    const path = join(folder, each.name);
    const { method, options, job: jobName, firstStage, bounds } = each.log.start;
    const run = expansion.runs.find((one) => one.options.method === method && one.seed === options.seed);
    if (!run || jobName !== experiment.job || firstStage || bounds)
      throw new Error(`${path} is no run of ${FILE}`);
    // Every option, those that the file leaves at their defaults among them.
    assertOptions(path, run, each.log);
    const other = found.get(run.index);
    if (other) throw new Error(`${path} is of the same method and seed as ${join(folder, other.name)}`);
    found.set(run.index, { ...each, label: run.label, seed: run.seed });
  }
  const rows = expansion.runs.map((run) => runRow(run, found.get(run.index)?.log));
  const runs = expansion.runs.flatMap(({ index }) => found.get(index) ?? []);
  const results = experimentResults({ experiment, expansion, dataSet: 'CIFAR-100-LT', overrides: [], rows });
  return { runs, results };
}
