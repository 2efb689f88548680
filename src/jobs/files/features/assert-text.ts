import { rejectType, show } from '../../../checks';

/** Throws unless `value` is a text that is not empty, such as the path of a file. */
export function assertText(argument: string, value: string): void {
  if (typeof value !== 'string' || value === '') rejectType(argument, 'be the path of a file', show(value));
}
