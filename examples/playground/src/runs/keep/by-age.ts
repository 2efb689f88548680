import type { Run } from '../../state/run';

/** Orders runs from the earliest to the latest; those that were asked for at the same moment by their seeds. */
export function byAge(first: Run, second: Run): number {
  if (first.created !== second.created) return first.created < second.created ? -1 : 1;
  return first.settings.seed - second.settings.seed;
}
