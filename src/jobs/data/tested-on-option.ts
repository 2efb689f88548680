import { assertOneOf } from '../../checks';

/** How a `testedOn` is read: `'validation'` where there are no test images, or left out. */
export const testedOnOption = {
  check: (argument: string, value: 'validation') => assertOneOf(argument, value, ['validation']),
  default: undefined,
} as const;
