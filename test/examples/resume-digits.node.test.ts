import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Kill, runScript } from '../jobs/support/child';
import { expectSuccess, killedAndResumed, outcome } from '../jobs/support/outcome';
import { temporaryFolder } from '../jobs/support/temporary-folder';

test('mbib train digits, killed at random instants, ends as if it had not been', async () => {
  const folder = await temporaryFolder();
  const whole = join(folder, 'whole');
  const start = (out: string, resume: string[] = [], kill?: Kill) => {
    const words = ['train', 'digits', '--epochs', '3', '--backend', 'wasm', '--out', out, ...resume];
    return runScript('examples/mbib.ts', words, kill ? { kill } : {});
  };
  const ended = await start(whole);
  expectSuccess(ended);

  const resumed = await killedAndResumed(start, join(folder, 'killed'), 3, ended.milliseconds);

  expect(resumed).toEqual(await outcome(whole));
}, 600_000);
