import type { MeasuredRepresentation } from '../../../experiment/results/run-row';

/**
 * What a representation of a setting is called: 'BIB, v' and 'BIB, z' where its nets have both, 'cRT, v and z' where a second stage takes
 * both side by side, and otherwise like the setting.
 *
 * @param all that the setting has
 */
export function representationLabel(
  label: string,
  name: MeasuredRepresentation,
  all: readonly MeasuredRepresentation[],
): string {
  if (name === 'vz') return `${label}, v and z`;
  return all.includes('v') ? `${label}, ${name}` : label;
}

/** What the names of representations mean, for a text. */
export const REPRESENTATION_NAMES =
  'v is what the classifier of the deepest tap takes, z what the last one takes; a second stage on a setting with both takes v and z side by side. A setting that is named without any has only what its last classifier takes.';
