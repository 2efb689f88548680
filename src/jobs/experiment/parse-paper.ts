import { show } from '../../checks';
import { isObject } from '../log/log-fields';
import { REPRESENTATIONS } from '../log/outputs/representations';
import type { Experiment, GroupFigures, PaperFigures } from './experiment';
import { FileKeys } from './file-keys';

const GROUPS = ['all', 'many', 'medium', 'few'] as const;
const OTHERS = ['rho', 'parameters', 'multiplyAdds'] as const;

/** The paper's figures of an experiment file: by label, a number, or accuracies of groups and other figures. */
export function parsePaper(keys: FileKeys): Experiment['paper'] {
  if (!keys.has('paper')) return {};
  const own = FileKeys.of(keys.file, 'paper', keys.get('paper'));
  return Object.fromEntries(own.names.map((label) => [label, paperFigures(own, label, own.get(label))]));
}

/** What a paper prints of a setting; a number alone is its accuracy over all classes. */
export function paperFigures(keys: FileKeys, key: string, value: unknown): PaperFigures {
  if (typeof value === 'number') return { all: ofAll(keys, key, value) };
  const own = FileKeys.of(keys.file, keys.placeOf(key), value, [...GROUPS, ...OTHERS]);
  const accuracies = own.names.filter((name) => GROUPS.includes(name as never));
  if (own.has('all')) ofAll(own, 'all', own.get('all'));
  const counts = own.names.filter((name) => name === 'parameters' || name === 'multiplyAdds');
  return {
    ...Object.fromEntries(accuracies.map((group) => [group, percentage(own, group, own.get(group))])),
    ...Object.fromEntries(counts.map((name) => [name, positive(own, name)])),
    ...(own.has('rho') && { rho: rho(own) }),
  };
}

/** ρ of v and of z; without these names, that of z, which every method has. */
function rho(keys: FileKeys): Required<PaperFigures>['rho'] {
  const value = keys.get('rho');
  if (!isObject(value) || !REPRESENTATIONS.some((name) => name in value)) return { z: ofGroups(keys, 'rho') };
  const own = FileKeys.of(keys.file, keys.placeOf('rho'), value, REPRESENTATIONS);
  return Object.fromEntries(own.names.map((name) => [name, ofGroups(own, name)]));
}

/** A number of each group; one alone is that of all classes. */
function ofGroups(keys: FileKeys, key: string): GroupFigures {
  const value = keys.get(key);
  if (typeof value === 'number') return { all: positive(keys, key) };
  const own = FileKeys.of(keys.file, keys.placeOf(key), value, GROUPS);
  return Object.fromEntries(own.names.map((group) => [group, positive(own, group)]));
}

function positive(keys: FileKeys, key: string): number {
  const fits = (value: unknown): value is number => Number.isFinite(value) && (value as number) > 0;
  return keys.read(key, fits, 'a number greater than 0')!;
}

/** That of all classes. One below 1 % is a fraction by mistake; of a group of rare classes it may be what a paper prints. */
function ofAll(keys: FileKeys, key: string, value: unknown): number {
  const percent = percentage(keys, key, value);
  if (percent === 0 || percent >= 1) return percent;
  const inPercent = Number((100 * percent).toPrecision(12));
  return keys.fail(
    key,
    `must be an accuracy in percent, 0..100, got ${show(value)}; write ${inPercent} for ${inPercent} %`,
  );
}

function percentage(keys: FileKeys, key: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= 100) return value;
  return keys.fail(key, `must be an accuracy in percent, 0..100, got ${show(value)}`);
}
