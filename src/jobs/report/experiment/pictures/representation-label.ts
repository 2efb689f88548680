import { type RepresentationName, representationNames } from '../../../log/outputs/representations';

/**
 * What a representation of a setting is called: 'BIB, v' and 'BIB, z' where there are both, and otherwise like the setting.
 *
 * @param known has what is known of each
 */
export function representationLabel(
  label: string,
  name: RepresentationName,
  known: Partial<Record<RepresentationName, unknown>>,
): string {
  return representationNames(known).some((other) => other !== 'z') ? `${label}, ${name}` : label;
}
