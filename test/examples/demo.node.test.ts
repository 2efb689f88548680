import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { comparisonTable } from '../../src/jobs/command/demo/comparison-table';
import { parseRunLog } from '../../src/jobs/log/parse-run-log';
import type { RunMetrics } from '../../src/jobs/run/finish-run';
import { runScript } from '../jobs/support/child';
import { temporaryFolder } from '../jobs/support/temporary-folder';

const TIMEOUT = 300_000;
const demo = (words: string[], cwd: string) => runScript('examples/mbib.ts', ['demo', ...words], { cwd });

test(
  'mbib demo prints what its runs came to, and leaves them and their report',
  async () => {
    const cwd = await temporaryFolder();

    const { code, output } = await demo(['--seeds', '1'], cwd);

    expect(code, output).toBe(0);
    const out = join(cwd, 'runs', 'demo');
    expect((await readdir(out)).sort()).toEqual(['ce-s0', 'mbib-s0', 'report.html']);
    const results = await Promise.all(
      (['ce', 'mbib'] as const).map(async (method) => {
        const folder = join(out, `${method}-s0`);
        const metrics: RunMetrics = JSON.parse(await readFile(join(folder, 'metrics.json'), 'utf8'));
        const log = parseRunLog(await readFile(join(folder, 'log.jsonl'), 'utf8'), method, 'log.jsonl');
        expect(log.end!.last.accuracy).toEqual(metrics.last.accuracy);
        return { method, accuracy: metrics.last.accuracy };
      }),
    );
    expect(output).toContain(`\n${comparisonTable(results)}\n`);
    expect(output).toMatch(/2 trainings in \d.*\. Learning curves and more: runs\/demo\/report\.html/);
  },
  TIMEOUT,
);

test(
  'a training of the demo that fails ends it, with its command, its reason and an exit code',
  async () => {
    const cwd = await temporaryFolder();
    const out = join(cwd, 'out');
    // The third training finds a file in its folder: the demo itself looks at the folder around it only.
    const plant = async () => {
      while (!existsSync(join(out, 'ce-s0'))) await new Promise((resolve) => setTimeout(resolve, 20));
      await mkdir(join(out, 'ce-s1'));
      await writeFile(join(out, 'ce-s1', 'thesis.tex'), '');
    };
    const [{ code, output }] = await Promise.all([demo(['--seeds', '2', '--out', 'out'], cwd), plant()]);

    expect(output).toContain(
      'mbib: mbib train digits --method ce --seed 1 --backend wasm --out out/ce-s1 failed: ' +
        'out/ce-s1 exists and is not empty. Choose another folder with --out.',
    );
    expect(output).not.toContain('difference');
    expect(code).toBe(1);
    expect(existsSync(join(out, 'report.html'))).toBe(false);
  },
  TIMEOUT,
);

test('mbib demo writes into no folder that holds something', async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, 'thesis.tex'), '');
  const { code, output } = await demo(['--out', '.'], cwd);
  expect(output).toContain('. exists and is not empty. Choose another folder with --out.');
  expect(code).toBe(1);
});

test('the command that serves another process is not for people', async () => {
  const { code, output } = await runScript('examples/mbib.ts', ['serve']);
  expect(output).toContain('Only a program can start this command');
  expect(code).toBe(1);
  expect((await runScript('examples/mbib.ts', ['--help'])).output).not.toContain('serve');
});
