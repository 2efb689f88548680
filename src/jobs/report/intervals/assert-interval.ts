import type { Interval } from 'mbib';
import { assertFinite, assertObject } from '../../../checks';

/** Throws unless `interval` has a value and two ends, all of them finite numbers. */
export function assertInterval(argument: string, interval: Interval): void {
  assertObject(argument, interval, 'an interval');
  for (const name of ['value', 'low', 'high'] as const) assertFinite(`${argument}.${name}`, interval[name]);
}
