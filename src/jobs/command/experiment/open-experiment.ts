import { join } from 'node:path';
import { show } from '../../../checks';
import { assertBaselineFits, assertBaselineNamed } from '../../experiment/check-baseline';
import { assertLabels } from '../../experiment/check-labels';
import { type Expansion, expand } from '../../experiment/expand';
import type { Experiment } from '../../experiment/experiment';
import { ExperimentError } from '../../experiment/experiment-error';
import { optionName } from '../../experiment/option-name';
import { override, withoutOthers } from '../../experiment/override';
import { parseExperiment } from '../../experiment/parse-experiment';
import { didYouMean } from '../../log/near-miss';
import type { Job } from '../../run/job';
import { assertMetric } from './checks/check-metric';
import { assertOptions, isOptionOf } from './checks/check-options';
import { assertStages } from './checks/check-stages';
import { notesOn } from './notes-on';
import { type ExperimentFile, readExperimentFile, readOverride } from './read-file';
import { withLabels } from './with-labels';

/** An experiment whose options are checked: nothing of it has started. */
export interface OpenExperiment {
  /** Path of its file. */
  file: string;
  experiment: Experiment;
  expansion: Expansion;
  job: Job;
  /** Folder of its runs and its page. */
  out: string;
  /** What was set otherwise than in the file, as name=value. */
  overrides: string[];
  /** Sentences about what of the file is left out. */
  notes: string[];
}

/** How an experiment is opened. */
export interface OpenOptions {
  jobs: readonly Job[];
  /** `name=value` of the command line, in order. */
  set?: readonly string[];
  /** Folder of its runs. Default: what the file says, or one in `runs` named after it. */
  out?: string | undefined;
  /** Whether options that the job requires, such as where its data is, may be missing: where runs are only listed. */
  listing?: boolean;
}

/**
 * Reads an experiment file and checks it, with what is set otherwise.
 *
 * @throws FileError where the file cannot be read
 * @throws ExperimentError where something in it cannot be what it is
 */
export async function openExperiment(path: string, options: OpenOptions): Promise<OpenExperiment> {
  const { jobs, set = [], listing = false } = options;
  const source = await readExperimentFile(path);
  const written = parseExperiment(source.content, source.file, source.name);
  const writtenOut = expand(written);
  assertLabels(written, writtenOut, source.file);
  const overrides = [...new Map(set.map(readOverride).map(([key, value]) => [optionName(key), value]))];
  const changed = { ...source, content: override(source.content, overrides, '--set') };
  const name = parseExperiment(changed.content, source.file, source.name).job;
  const job = jobs.find((each) => each.name === name);
  if (!job) {
    const names = jobs.map((each) => each.name);
    throw new ExperimentError(
      source.file,
      `job must be one of ${names.join(', ')}, got ${show(name)}${didYouMean(name, names)}`,
    );
  }
  const isOption = isOptionOf(job);
  const { content, leftOut } =
    job.name === written.job
      ? { content: changed.content, leftOut: [] }
      : withoutOthers(changed.content, isOption);
  const experiment = checked({ ...source, content }, job, written);
  const expansion = expand(experiment);
  const checking = listing ? withoutRequired(job) : job;
  const setsBaseline = overrides.some(([key]) => key === 'baseline');
  if (setsBaseline) assertBaselineNamed(experiment, expansion, source.file);
  assertOptions(experiment, expansion, checking, source.file);
  assertStages(experiment, expansion, checking, source.file);
  assertMetric(experiment, expansion, checking, source.file);
  // Where options are set for all, settings that differed in those of the file's baseline may be one.
  if (setsBaseline) assertBaselineFits(experiment, expansion, source.file);
  else assertBaselineFits(written, writtenOut, source.file);
  const told = (counts: (key: string) => boolean) =>
    overrides
      .filter(([key]) => counts(key))
      .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const isOfMachine = (key: string) => key === 'out' || (job.reading?.includes(key) ?? false);
  const deciding = told((key) => !isOfMachine(key) && !UNDECIDING.has(key));
  return {
    ...{ file: source.file, experiment, expansion, job },
    out: options.out ?? experiment.out ?? join('runs', folderOf(experiment.name, deciding)),
    overrides: told((key) => !isOfMachine(key)),
    notes: notesOn(experiment, expansion, { leftOut, overrides }),
  };
}

/** A paper's figures are those of the file's own job, for the settings that are left; what the file describes is not what another one shows. */
function checked(source: ExperimentFile, job: Job, written: Experiment): Experiment {
  const experiment = withLabels(parseExperiment(source.content, source.file, source.name), written);
  if (job.name === written.job) return experiment;
  const { description } = experiment;
  const told = description && `${description}. Here by the job ${job.name}, not ${written.job}.`;
  return { ...experiment, paper: {}, description: told };
}

/** Settings that leave every run what it is: more seeds are further runs in the same folder. */
const UNDECIDING = new Set(['seeds', 'runs', 'name', 'description', 'metric', 'baseline', 'pictures']);

/** Runs with other options than the file's lie in a folder of their own. */
function folderOf(name: string, overrides: readonly string[]): string {
  // In whichever order they were given.
  const parts = [...overrides]
    .sort()
    .map((each) => each.replace('=', '-').replaceAll(/[^\p{L}\p{N}_.-]+/gu, '-'));
  return [name, ...parts].join('_').slice(0, 120);
}

function withoutRequired(job: Job): Job {
  const options = Object.entries(job.options ?? {}).map(([name, option]) => [
    name,
    { ...option, required: false },
  ]);
  return { ...job, options: Object.fromEntries(options) };
}
