import { show } from '../../../checks';
import type { Expansion } from '../../experiment/expand';
import type { Experiment, NamedOptions } from '../../experiment/experiment';
import { ExperimentError } from '../../experiment/experiment-error';
import { didYouMean } from '../../log/near-miss';
import { list } from '../../log/words';
import { askedOptions, assertTau } from '../../run/finetune/asked-options';
import { finetuneMethods, stageOptions } from '../../run/finetune/finetune-options';
import type { Job } from '../../run/job';
import { resolveJobOptions } from '../../run/open-run';
import { wrapped } from './check-options';
import { givenToStage } from './request-of';

/**
 * Checks the settings that go on from the runs of others by the checks of `mbib finetune`, before any of the runs starts.
 *
 * @throws ExperimentError naming the key and what it must be
 */
export function assertStages(experiment: Experiment, expansion: Expansion, job: Job, file: string): void {
  for (const [i, setting] of experiment.settings.entries())
    if (setting.from !== undefined) assertValues(setting, `settings[${i}]`, file);
  // What fits alone may not fit together, or not with the runs that it goes on from.
  for (const { label, from } of expansion.settings) {
    const run = from !== undefined && expansion.runs.find((each) => each.label === label);
    if (!run || run.first === undefined) continue;
    const options = givenToStage(run.options, run.first, job);
    const together = () => {
      askedOptions(job, options);
      assertTau(options, holdsOut(job, run.first!.options), `the setting ${show(from)}`);
    };
    const source = `${file}, the setting ${show(label)}`;
    wrapped(source, together, (problem) => problem.replace(/^options\./, ''));
  }
}

function assertValues({ options }: NamedOptions, place: string, file: string): void {
  const names = Object.keys(stageOptions);
  for (const [name, value] of Object.entries(options)) {
    const option = stageOptions[name];
    if (!option) {
      const told = didYouMean(name, names) || `; it has ${list(names)}`;
      throw new ExperimentError(file, `${place}.${name} is no option of a second stage${told}`);
    }
    wrapped(file, () => option.check(`${place}.${name}`, value as never));
  }
  if (Object.hasOwn(options, 'method')) return;
  const methods = list(finetuneMethods, 'or');
  throw new ExperimentError(file, `${place}.method must be given: a second stage, ${methods}`);
}

/** Whether runs hold images out that choose τ. Of a job without that choice it is not known before it has read its data. */
function holdsOut(job: Job, options: object): boolean {
  const { select } = resolveJobOptions(job, options) as { select?: unknown };
  return select !== 'last';
}
