import type { Expansion } from '../../experiment/expand';
import type { Experiment } from '../../experiment/experiment';
import { list, plural } from '../../log/words';
import { stageOptions } from '../../run/finetune/finetune-options';

/** What changed a file. */
interface Changes {
  /** Options of the file that the job does not have, where another job was set. */
  leftOut: readonly string[];
  /** What was set otherwise. */
  overrides: readonly (readonly [name: string, value: unknown])[];
}

/** Tells what of the file is left out: options, settings that are the same as others, draws of a random search; and what is left as it was. */
export function notesOn(
  experiment: Experiment,
  expansion: Expansion,
  { leftOut, overrides }: Changes,
): string[] {
  const { job, settings, runs } = experiment;
  const notes = leftOut.length > 0 ? [`The job ${job} has no ${list(leftOut)}: left out.`] : [];
  const names = new Set(expansion.settings.map(({ name }) => name));
  const same = settings.filter(({ name }) => !names.has(name)).map(({ name }) => name);
  if (same.length > 0)
    notes.push(`Left out, as the options are then those of another setting: ${list(same)}.`);
  const drawn = new Set(expansion.settings.map(({ values }) => JSON.stringify(values))).size;
  if (runs !== undefined && drawn < runs)
    notes.push(
      `The parameters have only ${plural(drawn, 'combination')} of the ${runs} that are to be drawn.`,
    );
  return [...notes, ...notesOnStages(experiment, overrides)];
}

/** What was set otherwise is not that of second stages. */
function notesOnStages({ settings }: Experiment, overrides: Changes['overrides']): string[] {
  const stages = settings.filter(({ from }) => from !== undefined).map(({ name }) => name);
  const set = overrides.map(([name]) => name).filter((name) => Object.hasOwn(stageOptions, name));
  if (stages.length === 0 || set.length === 0) return [];
  return [
    `Second stages have options of their own, which --set ${list(set)} leaves as they are: ${list(stages)}.`,
  ];
}
