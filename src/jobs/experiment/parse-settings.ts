import { show } from '../../checks';
import { didYouMean } from '../log/near-miss';
import type { NamedOptions, PaperFigures } from './experiment';
import { FileKeys } from './file-keys';
import { optionsOf } from './option-name';
import { optionValue } from './parameter';
import { paperFigures } from './parse-paper';

/** A named setting as the file has it: its paper's figures may stand beside its options. */
interface ParsedSetting extends NamedOptions {
  paper?: PaperFigures;
}

/** Keys of a named setting that are no options. */
export const SETTING_KEYS: readonly string[] = ['name', 'from', 'teacher', 'baseline', 'paper'];

/** The named settings of an experiment file; each goes its own way, or goes on from the runs of another one. */
export function parseSettings(keys: FileKeys): ParsedSetting[] {
  const entries = keys.read('settings', isFilledList, 'a list of settings, each with a name') ?? [];
  const read = entries.map((entry: unknown, i) => parseSetting(keys, entry, i));
  const names = read.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) keys.fail('settings', `must have names of their own, got ${show(twice)} twice`);
  for (const [i, setting] of read.entries()) {
    assertFrom(keys, read, setting, i);
    assertTeacher(keys, read, setting, i);
    assertBaselines(keys, read, setting, i);
  }
  return read;
}

function parseSetting(keys: FileKeys, entry: unknown, i: number): ParsedSetting {
  const own = FileKeys.of(keys.file, `settings[${i}]`, entry);
  const name = own.read('name', isText, 'a text') ?? own.fail('name', 'must be given: what tables call it');
  const from = own.read('from', isText, 'the name of the setting whose runs it goes on from');
  const teacher = own.read('teacher', isText, 'the name of the setting whose runs are its teachers');
  const compared = own.read(
    'baseline',
    areNames,
    'the name of the setting that it is compared with, or a list',
  );
  const others = own.names.filter((key) => !SETTING_KEYS.includes(key));
  const options = optionsOf(own, others, (key) => optionValue(own, key, own.get(key)));
  const paper = own.get('paper');
  return {
    name,
    ...(from !== undefined && { from }),
    ...(teacher !== undefined && { teacher }),
    ...(compared !== undefined && { baselines: [compared].flat() }),
    options,
    ...(paper !== undefined && { paper: paperFigures(own, 'paper', paper) }),
  };
}

/** A second stage goes on from runs that are trained from their beginning. */
function assertFrom(
  keys: FileKeys,
  settings: readonly ParsedSetting[],
  { name, from }: ParsedSetting,
  i: number,
): void {
  if (from === undefined) return;
  const fail = (problem: string) => keys.fail(`settings[${i}].from`, problem);
  if (from === name)
    fail('must be another setting, got its own name: a second stage goes on from the runs of a first one');
  const first = settings.find((each) => each.name === from);
  const trained = settings.filter((each) => each.from === undefined).map((each) => each.name);
  const these = trained.length > 0 ? `these are ${trained.join('; ')}` : 'the file has none';
  if (!first)
    fail(
      `must be the name of a setting that is trained, got ${show(from)}${didYouMean(from, trained)}; ${these}`,
    );
  if (first?.from !== undefined)
    fail(
      `must be a setting that is trained, got ${show(from)}, which goes on from ${show(first.from)} itself: a second stage goes on from a first one`,
    );
}

/** A teacher is a run that is trained from its beginning, and is finished before those that learn from it begin. */
function assertTeacher(
  keys: FileKeys,
  settings: readonly ParsedSetting[],
  { name, from, teacher }: ParsedSetting,
  i: number,
): void {
  if (teacher === undefined) return;
  const fail = (problem: string) => keys.fail(`settings[${i}].teacher`, problem);
  if (from !== undefined)
    fail(`must be left out: a second stage goes on from the runs of ${show(from)}, and has no teacher`);
  if (teacher === name)
    fail('must be another setting, got its own name: a run learns from one that is finished before');
  const of = (other: string) => settings.find((each) => each.name === other);
  const found = of(teacher);
  const trained = settings.filter((each) => each.from === undefined && each.name !== name);
  const names = trained.map((each) => each.name);
  const these = names.length > 0 ? `these are ${names.join('; ')}` : 'the file has no other';
  if (!found)
    fail(
      `must be the name of a setting that is trained, not a path, got ${show(teacher)}${didYouMean(teacher, names)}; ${these}`,
    );
  if (found?.from !== undefined)
    fail(
      `must be a setting that is trained, got ${show(teacher)}, which is a second stage on ${show(found.from)}; ${these}`,
    );
  for (let each = found, passed = 0; each?.teacher !== undefined && passed < settings.length; passed++) {
    if (each.teacher === name)
      fail(
        `must be a setting whose runs can be finished before, got ${show(teacher)}: ${show(each.name)} learns from ${show(name)}`,
      );
    each = of(each.teacher);
  }
}

/** A setting is compared with others. */
function assertBaselines(
  keys: FileKeys,
  settings: readonly ParsedSetting[],
  { name, baselines = [] }: ParsedSetting,
  i: number,
): void {
  const others = settings.map((each) => each.name).filter((each) => each !== name);
  const twice = baselines.find((each, at) => baselines.indexOf(each) !== at);
  if (twice !== undefined)
    keys.fail(`settings[${i}].baseline`, `must be different settings, got ${show(twice)} twice`);
  const unknown = baselines.find((each) => !others.includes(each));
  if (unknown === undefined) return;
  const these = others.length > 0 ? `these are ${others.join('; ')}` : 'the file has none';
  keys.fail(
    `settings[${i}].baseline`,
    `must be the name of another setting, got ${show(unknown)}${didYouMean(unknown, others)}; ${these}`,
  );
}

const isFilledList = (value: unknown): value is unknown[] => Array.isArray(value) && value.length > 0;

const areNames = (value: unknown): value is string | string[] =>
  isText(value) || (isFilledList(value) && value.every(isText));

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
