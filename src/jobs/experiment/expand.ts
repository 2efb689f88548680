import { MersenneTwister } from '../data/mersenne-twister';
import type { Experiment, NamedOptions } from './experiment';
import type { OptionValue, OptionValues } from './option-value';
import { draw } from './parameter';

/** What the runs of an experiment are told apart by, besides their seeds. */
export interface Setting {
  /** What tables and charts call it: 'MBIB, beta 3'. No two settings have the same. */
  label: string;
  /** The name that the file has for its options; undefined where it names none. */
  name: string | undefined;
  /** Names of further settings of the file whose options are the same where some are set for all. Left out, there are none. */
  alsoNamed?: string[];
  /** Values of the parameters that vary. */
  values: OptionValues;
  /** All options of its runs, besides the seed: those of `mbib train`, or of a second stage those of `mbib finetune`. */
  options: OptionValues;
  /** Of a second stage, the label of the setting whose runs it goes on from. */
  from?: string;
  /** Of a method that learns from a teacher, the label of the setting whose runs are the teachers. */
  teacher?: string;
}

/** A run of an experiment. */
export interface ExperimentRun {
  /** Its number, from 0. */
  index: number;
  /** Name of its folder: the setting and the seed. It stays as it is where the file gets further settings and seeds. */
  folder: string;
  /** Its setting's label. */
  label: string;
  /** Its seed. */
  seed: number;
  /** Its options, the seed among them. */
  options: OptionValues;
  /** Of a second stage, the run that it goes on from: that of the other setting with the same seed. */
  first?: ExperimentRun;
  /** Of a method that learns from a teacher, the run that is its teacher: that of the other setting with the same seed. */
  teacher?: ExperimentRun;
}

/** The run that has to be finished before a run can begin: what a second stage goes on from, or a teacher. */
export function awaited({ first, teacher }: ExperimentRun): ExperimentRun | undefined {
  return first ?? teacher;
}

/** How a run needs the one that is {@link awaited}, for a sentence: it 'goes on from' that one, or 'learns from' it. */
export function relationOf({ first }: ExperimentRun): string {
  return first ? 'goes on from' : 'learns from';
}

/** Whether a setting has a name, alone or with others that are the same. */
export function isNamed({ name: own, alsoNamed = [] }: Setting, name: string): boolean {
  return own === name || alsoNamed.includes(name);
}

/** An experiment written out. */
export interface Expansion {
  settings: Setting[];
  runs: ExperimentRun[];
}

/**
 * Writes an experiment out as numbered runs. It depends on nothing but the file: every process that reads it has the same runs under the
 * same numbers. Of a grid, the runs of the first seed come first, so that further seeds leave the numbers as they are; of a random
 * search, the runs of the first setting, so that further settings do. The folders of runs keep their names in either case.
 *
 * @example
 * ```ts
 * const { runs } = expand(parseExperiment(content, 'table1.yaml', 'table1'));
 * runs.map(({ index, label, seed }) => `${index} ${label} seed ${seed}`);
 * ```
 */
export function expand(experiment: Experiment): Expansion {
  const settings = settingsOf(experiment);
  const { seeds, method } = experiment;
  const pairs =
    method === 'grid'
      ? seeds.flatMap((seed) => settings.map((setting) => ({ setting, seed })))
      : settings.flatMap((setting) => seeds.map((seed) => ({ setting, seed })));
  const folders = folderNames(settings);
  const runs = pairs.map(({ setting: { label, options }, seed }, index): ExperimentRun => {
    return { index, folder: `${folders.get(label)}-s${seed}`, label, seed, options: { ...options, seed } };
  });
  for (const [index, { setting, seed }] of pairs.entries()) {
    const runOf = (label: string | undefined) =>
      label === undefined ? undefined : runs.find((run) => run.label === label && run.seed === seed);
    const [first, teacher] = [runOf(setting.from), runOf(setting.teacher)];
    if (first) runs[index]!.first = first;
    if (teacher) runs[index]!.teacher = teacher;
  }
  return { settings, runs };
}

function settingsOf(experiment: Experiment): Setting[] {
  const { settings: named, options, parameters, name: title } = experiment;
  const bases: Partial<NamedOptions>[] = named.length > 0 ? [...named] : [{}];
  const combinations = experiment.method === 'grid' ? grid(experiment) : drawn(experiment);
  const varying = Object.entries(parameters).filter(
    ([, each]) => !('values' in each) || each.values.length > 1,
  );
  const found = new Map<string, Setting>();
  const settingOf = (base: Partial<NamedOptions>, combination: OptionValues): Setting => {
    const { name, options: own = {}, from, teacher, setOtherwise = [] } = base;
    const labelOfNamed = (other: string | undefined) =>
      other === undefined
        ? undefined
        : settingOf(named.find((each) => each.name === other)!, combination).label;
    const goesOnFrom = labelOfNamed(from);
    const taughtBy = labelOfNamed(teacher);
    const all = goesOnFrom === undefined ? { ...options, ...combination, ...own } : own;
    const key = JSON.stringify([
      goesOnFrom,
      taughtBy,
      Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)),
    ]);
    // Where options are set for all, settings that differed in them are the same.
    const same = found.get(key);
    if (same) {
      const { alsoNamed = [] } = same;
      if (name !== undefined && !isNamed(same, name)) same.alsoNamed = [...alsoNamed, name];
      return same;
    }
    const values = Object.fromEntries(varying.map(([option]) => [option, combination[option]!]));
    const told = { ...values, ...Object.fromEntries(setOtherwise.map((option) => [option, all[option]!])) };
    const label = labelOf(name, told, all, title);
    const others = { ...(goesOnFrom && { from: goesOnFrom }), ...(taughtBy && { teacher: taughtBy }) };
    const setting = { label, name, values, options: all, ...others };
    found.set(key, setting);
    return setting;
  };
  // A second stage may stand before what it goes on from, and a setting before its teachers.
  return [...new Set(bases.flatMap((base) => combinations.map((each) => settingOf(base, each))))];
}

function labelOf(name: string | undefined, values: OptionValues, all: OptionValues, title: string): string {
  const parts = Object.entries(values).map(([option, value]) =>
    option === 'method' ? String(value) : `${option} ${value}`,
  );
  if (name !== undefined) parts.unshift(name);
  return parts.length > 0 ? parts.join(', ') : String(all.method ?? title);
}

/** Every combination, the last parameter the fastest. */
function grid({ parameters }: Experiment): Record<string, OptionValue>[] {
  let combinations: Record<string, OptionValue>[] = [{}];
  for (const [name, parameter] of Object.entries(parameters)) {
    const { values } = parameter as { values: readonly OptionValue[] };
    combinations = combinations.flatMap((each) => values.map((value) => ({ ...each, [name]: value })));
  }
  return combinations;
}

/** Tells the random numbers of a search from those of trainings with the same seed. */
const SEARCH = 0x5ea7c4;
const MOST_TRIES = 1000;

/** Different combinations. The i-th depends on the file's seed and those before it alone. */
function drawn({ parameters, seed, runs }: Experiment): Record<string, OptionValue>[] {
  const found = new Map<string, Record<string, OptionValue>>();
  for (let i = 0; i < runs!; i++) {
    const random = new MersenneTwister([seed, SEARCH, i]);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const entries = Object.entries(parameters).map(([name, each]) => [name, draw(each, random)] as const);
      const key = JSON.stringify(entries);
      if (found.has(key)) continue;
      found.set(key, Object.fromEntries(entries));
      break;
    }
  }
  return [...found.values()];
}

const LONGEST_SLUG = 60;

/** What the folders of each setting's runs are called, by its label. Where names differ in other characters only, the later one gets a number. */
function folderNames(settings: readonly Setting[]): Map<string, string> {
  const taken = new Set<string>();
  return new Map(
    settings.map(({ label }) => {
      const name = slug(label);
      let free = name;
      for (let number = 2; taken.has(free); number++) free = `${name}-${number}`;
      taken.add(free);
      return [label, free];
    }),
  );
}

/** Letters, digits, dots and hyphens of a label. */
function slug(label: string): string {
  const kept = label
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}.]+/gu, '-')
    .slice(0, LONGEST_SLUG)
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return kept || 'setting';
}
