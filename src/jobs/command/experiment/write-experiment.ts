import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { show } from '../../../checks';
import { expand } from '../../experiment/expand';
import type { Experiment } from '../../experiment/experiment';
import { type ExperimentResults, experimentResults } from '../../experiment/results/experiment-results';
import { resultsCsv } from '../../experiment/results/results-csv';
import { runRow } from '../../experiment/results/run-row';
import { FileError, writeFileAtomically } from '../../files/atomic-file';
import { createFolder } from '../../files/create-folder';
import { pageAssets } from '../../files/page-assets';
import { isObject } from '../../log/log-fields';
import type { RunLog } from '../../log/run-log';
import { methods } from '../../nets/methods';
import { experimentHtml } from '../../report/experiment/experiment-html';
import type { OpenExperiment } from './open-experiment';
import { picturesOf, type RunRead, readKept } from './pictures/read-pictures';
import { runLogOf } from './run-log-of';

/** What `experiment.json` of an experiment's folder holds: enough to write its page again. */
export interface ExperimentRecord {
  /** Number of this form. The folders of runs of an earlier one have other names. */
  format: typeof FORMAT;
  dataSet: string;
  overrides: string[];
  /** Sentences about what of the file is left out. */
  notes: string[];
  experiment: Experiment;
}

const FORMAT = 3;
const RECORD = 'experiment.json';

/**
 * Leaves in the folder what the experiment is. Where its data lies is each machine's own.
 *
 * @throws Error where the folder is that of another experiment, or of an earlier version of mbib
 */
export async function recordExperiment({
  experiment,
  job,
  out,
  overrides,
  notes,
}: OpenExperiment): Promise<ExperimentRecord> {
  const shared = Object.entries(experiment.options).filter(([name]) => !job.reading?.includes(name));
  const options = Object.fromEntries(shared);
  const { out: _, ...rest } = experiment;
  const record: ExperimentRecord = {
    format: FORMAT,
    dataSet: job.dataSet ?? job.name,
    overrides,
    notes,
    experiment: { ...rest, out: undefined, options },
  };
  const text = `${JSON.stringify(record, null, 2)}\n`;
  const path = join(out, RECORD);
  const readOwn = async () => {
    const there = await readRecord(out);
    const { name } = there?.experiment ?? experiment;
    if (name === experiment.name) return there;
    throw new Error(
      `${out} holds the experiment ${name}, not ${experiment.name}: choose another folder with --out`,
    );
  };
  const there = await readOwn();
  await createFolder(out);
  if (JSON.stringify(there) !== JSON.stringify(record)) {
    await writeFileAtomically(path, text, { shared: true });
    // Of two experiments that come at the same instant one finds the other's.
    await readOwn();
  }
  return record;
}

/**
 * What `recordExperiment` left in a folder.
 *
 * @returns undefined where the folder is none of an experiment
 * @throws FileError where the record cannot be read; Error where it is another version's
 */
export async function readRecord(out: string): Promise<ExperimentRecord | undefined> {
  const path = join(out, RECORD);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new FileError(`Cannot read ${path}`, error);
  });
  if (text === undefined) return undefined;
  const record = parsed(text, path);
  if (record.format === FORMAT) return record;
  throw new Error(
    `${path} is another version's: its format is ${record.format}, that of this version ${FORMAT}. Of formats 1 and 2 the folders of runs began with a number, as in 000-ce-s0: take the numbers off their names, delete ${RECORD}, and call mbib experiment with its file again.`,
  );
}

function parsed(text: string, path: string): ExperimentRecord {
  try {
    const record = JSON.parse(text);
    if (isObject(record)) return record as unknown as ExperimentRecord;
    throw new Error(`it must be an object, got ${show(record)}`);
  } catch (error) {
    throw new FileError(`Cannot read ${path}, which mbib experiment writes anew where it is deleted`, error);
  }
}

/** What the runs in a folder came to, and the logs of those that are finished. */
async function readRuns(
  out: string,
  { experiment, dataSet, overrides, notes }: ExperimentRecord,
): Promise<{ results: () => ExperimentResults; logs: RunLog[] }> {
  const expansion = expand(experiment);
  // A record of an earlier version has none.
  const names = experiment.pictures ?? [];
  const reads: RunRead[] = [];
  for (const run of expansion.runs) {
    const path = join(out, run.folder);
    const log = await runLogOf(path, run.folder);
    reads.push({ run, log, ...(await readKept(path, log, names)) });
  }
  const rows = reads.map(({ run, log, measures }) => runRow(run, log, measures));
  const logs = reads.flatMap(({ log }) => (log?.end ? [log] : []));
  const results = () => {
    const pictures = picturesOf(names, expansion, reads);
    return experimentResults({ experiment, expansion, dataSet, overrides, notes, rows, pictures });
  };
  return { results, logs };
}

/**
 * Writes the page, the CSV and the JSON of an experiment. Several processes may do so at the same time: where a run was finished
 * meanwhile, all is written again, so that the last one has all runs.
 *
 * @param page path of the page. Default: `report.html` in the folder
 */
export async function writeExperiment(
  out: string,
  record: ExperimentRecord,
  page = join(out, 'report.html'),
): Promise<ExperimentResults> {
  const assets = await pageAssets();
  const base = relative(dirname(page), out).split(sep).map(encodeURIComponent).join('/');
  const shared = { shared: true };
  for (let runs = await readRuns(out, record); ; ) {
    const { logs } = runs;
    const results = runs.results();
    const html = experimentHtml(results, assets, base, { logs, methods });
    await writeFileAtomically(join(out, 'results.json'), `${JSON.stringify(results, null, 2)}\n`, shared);
    await writeFileAtomically(join(out, 'results.csv'), resultsCsv(results), shared);
    await writeFileAtomically(page, html, shared);
    const now = await readRuns(out, record);
    if (now.logs.length === logs.length) return results;
    runs = now;
  }
}

/** How many runs are finished. */
export function finishedIn({ runs }: ExperimentResults): number {
  return runs.filter(({ finished }) => finished).length;
}
