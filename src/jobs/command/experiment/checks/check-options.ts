import { show } from '../../../../checks';
import type { Expansion } from '../../../experiment/expand';
import type { Experiment } from '../../../experiment/experiment';
import { ExperimentError } from '../../../experiment/experiment-error';
import type { OptionValue } from '../../../experiment/option-value';
import { didYouMean } from '../../../log/near-miss';
import { list } from '../../../log/words';
import type { Job } from '../../../run/job';
import { runOptions } from '../../../run/job-options';
import { resolveJobOptions } from '../../../run/open-run';
import { givenToTraining } from '../request-of';
import { complaining } from './complaining';

/** Options of a run that the experiment decides itself. */
const DECIDED = ['out', 'resume', 'teacher'] as const;

/** Whether an experiment may give an option of a job. */
export function isOptionOf(job: Job): (name: string) => boolean {
  const known = runOptions(job.options ?? {}, job.methods);
  return (name) => Object.hasOwn(known, name) && !DECIDED.includes(name as never);
}

/**
 * Checks the options of all runs that are trained by the job's own checks, before any of them starts.
 *
 * @throws ExperimentError naming the key and what it must be
 */
export function assertOptions(
  experiment: Experiment,
  { settings, runs }: Expansion,
  job: Job,
  file: string,
): void {
  const known = runOptions(job.options ?? {}, job.methods);
  const isOption = isOptionOf(job);
  const names = Object.keys(known).filter(isOption);
  for (const [place, name, value] of places(experiment)) {
    if (name === 'teacher') {
      const told =
        "cannot be given here: a setting has 'teacher', the name of the setting whose runs it learns from";
      throw new ExperimentError(file, `${place} ${told}`);
    }
    if (!isOption(name)) {
      const told = didYouMean(name, names) || `; it has ${list(names)}`;
      throw new ExperimentError(file, `${place} is no option of the job ${job.name}${told}`);
    }
    complaining(file, () => known[name]!.check(place, value));
  }
  // What fits alone may not fit together: an option that the method does not read, a required one that is missing.
  for (const { label, from } of settings) {
    if (from !== undefined) continue;
    const run = runs.find((each) => each.label === label)!;
    complaining(
      `${file}, the setting ${show(label)}`,
      () => resolveJobOptions(job, givenToTraining(run) as object),
      withoutPath,
    );
  }
}

/** A file names no folder of a teacher. */
function withoutPath(problem: string): string {
  return problem.replace(
    /^options\.teacher must be given for (the method \S+): .*$/,
    'teacher must be given for $1: the name of the setting whose runs it learns from',
  );
}

/** Every option that the file gives, with its place: values from a range are checked at its ends. */
function* places(experiment: Experiment): Generator<[place: string, name: string, value: OptionValue]> {
  const { options, settings, parameters, baseline } = experiment;
  for (const [name, value] of Object.entries(options)) yield [`options.${name}`, name, value];
  for (const [i, each] of settings.entries()) {
    if (each.from !== undefined) continue;
    for (const [name, value] of Object.entries(each.options)) yield [`settings[${i}].${name}`, name, value];
  }
  for (const [name, parameter] of Object.entries(parameters)) {
    const values = 'values' in parameter ? parameter.values : [];
    if (values.length === 0) yield [`parameters.${name}`, name, (parameter as { low: number }).low];
    for (const value of values) yield [`parameters.${name}`, name, value];
  }
  if (typeof baseline === 'object')
    for (const [name, value] of Object.entries(baseline)) yield [`baseline.${name}`, name, value];
}
