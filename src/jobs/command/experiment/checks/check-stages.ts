import { show } from '../../../../checks';
import type { Expansion } from '../../../experiment/expand';
import type { Experiment, NamedOptions } from '../../../experiment/experiment';
import { ExperimentError } from '../../../experiment/experiment-error';
import { didYouMean } from '../../../log/near-miss';
import { list } from '../../../log/words';
import { type Method, methods } from '../../../nets/methods';
import { askedOptions, assertTau } from '../../../run/finetune/asked-options';
import { finetuneMethods, stageOptions } from '../../../run/finetune/finetune-options';
import type { Job, JobOptions } from '../../../run/job';
import { resolveJobOptions } from '../../../run/open-run';
import { givenToStage, givenToTraining } from '../request-of';
import { complaining } from './complaining';
import { holdsOut } from './holds-out';

/**
 * Checks the settings that go on from the runs of others by the checks of `mbib finetune`, before any of the runs starts.
 *
 * @throws ExperimentError naming the key and what it must be
 */
export function assertStages(experiment: Experiment, expansion: Expansion, job: Job, file: string): void {
  for (const [i, setting] of experiment.settings.entries())
    if (setting.from !== undefined) assertValues(setting, `settings[${i}]`, file);
  // What fits alone may not fit together, or not with the runs that it goes on from.
  const checked = new Set<string>();
  for (const { label, first, options: own } of expansion.runs) {
    if (!first || checked.has(label)) continue;
    checked.add(label);
    const options = givenToStage(own, first, job);
    const together = () => {
      askedOptions(job, options);
      const ofFirst = resolveJobOptions(job, givenToTraining(first) as object);
      assertTau(options, holdsOut(ofFirst), `the setting ${show(first.label)}`);
      if (options.method === 'tau-norm') assertNotCosine(ofFirst, first.label);
    };
    complaining(`${file}, the setting ${show(label)}`, together, (problem) =>
      problem.replace(/^options\./, ''),
    );
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
    complaining(file, () => option.check(`${place}.${name}`, value as never));
  }
  if (Object.hasOwn(options, 'method')) return;
  const stages = list(finetuneMethods, 'or');
  throw new ExperimentError(file, `${place}.method must be given: the second stage, one of ${stages}`);
}

/** Throws where runs have a cosine classifier, by an option of their job or by their method. */
function assertNotCosine({ method, ...options }: JobOptions & { classifier?: unknown }, label: string): void {
  const { classifier: usual }: Method = methods[method];
  const isCosine = options.classifier === undefined ? usual !== undefined : options.classifier === 'cosine';
  if (!isCosine) return;
  throw new RangeError(
    `method tau-norm would change no prediction: the setting ${show(label)} has a cosine classifier, whose weights have the same length in all classes`,
  );
}
