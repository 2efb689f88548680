import { expect, test } from 'vitest';
import { runScript } from '../support/child';

test('a program without the job that the demo trains has no demo', async () => {
  const { code, output } = await runScript('test/jobs/support/command-without-jobs.ts', ['demo']);
  expect(output).toContain("unknown command 'demo'");
  expect(code).toBe(1);
}, 60_000);
