import { show } from '../../checks';
import type { Experiment, PaperFigures } from './experiment';
import { FileKeys } from './file-keys';

const GROUPS = ['all', 'many', 'medium', 'few'] as const;

/** The paper's figures of an experiment file: by label, a number or the accuracies of groups. */
export function parsePaper(keys: FileKeys): Experiment['paper'] {
  if (!keys.has('paper')) return {};
  const own = FileKeys.of(keys.file, 'paper', keys.get('paper'));
  return Object.fromEntries(own.names.map((label) => [label, paperFigures(own, label, own.get(label))]));
}

/** Accuracies in percent, as a paper prints them; a number alone is that over all classes. */
export function paperFigures(keys: FileKeys, key: string, value: unknown): PaperFigures {
  if (typeof value === 'number') return { all: percentage(keys, key, value) };
  const own = FileKeys.of(keys.file, keys.placeOf(key), value, GROUPS);
  return Object.fromEntries(own.names.map((group) => [group, percentage(own, group, own.get(group))]));
}

function percentage(keys: FileKeys, key: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= 100) return value;
  return keys.fail(key, `must be an accuracy in percent, 0..100, got ${show(value)}`);
}
