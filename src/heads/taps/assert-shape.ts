import { assertWholeNumber, rejectType, show } from '../../checks';

/** Throws unless `value` is an array of sizes, each at least 1. */
export function assertShape(argument: string, value: number[]): void {
  if (!Array.isArray(value)) rejectType(argument, 'be an array of sizes', show(value));
  value.forEach((size, i) => {
    assertWholeNumber(`${argument}[${i}]`, size, 1);
  });
}
