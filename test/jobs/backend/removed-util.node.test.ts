import util from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { restoreRemovedUtil } from '../../../src/jobs/backend/removed-util';

const all = util as unknown as Record<string, unknown>;
const names = ['isArray', 'isNullOrUndefined'];

test('what Node 23 removed from node:util is put back, and what is there stays', () => {
  const before = names.map((name) => all[name]);
  onTestFinished(() => {
    for (const [i, name] of names.entries()) {
      if (before[i]) all[name] = before[i];
      else delete all[name];
    }
  });
  for (const name of names) delete all[name];
  restoreRemovedUtil();
  const { isArray, isNullOrUndefined } = all as Record<string, (value: unknown) => boolean>;
  expect([[], {}, 'a'].map((value) => isArray!(value))).toEqual([true, false, false]);
  expect([null, undefined, 0, ''].map((value) => isNullOrUndefined!(value))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  all.isArray = 'own';
  restoreRemovedUtil();
  expect(all.isArray).toBe('own');
});
