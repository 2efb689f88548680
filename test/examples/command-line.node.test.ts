import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { methodNames } from '../../src/jobs/nets/methods';
import { runScript } from '../jobs/support/child';
import { temporaryFolder } from '../jobs/support/temporary-folder';

const mbib = (words: string[], cwd: string) => runScript('examples/mbib.ts', words, { cwd });

test.each([
  [['trian'], "unknown command 'trian'"],
  [['train', 'cifar100-lt'], "required option '--data <path>' not specified"],
  [['train', 'cifar100-lt', '--data', 'x', '--epohcs', '3'], "unknown option '--epohcs'"],
  [['train', 'digits', '--epochs', '2.5'], 'It must be a whole number of at least 1, got 2.5.'],
  [['train', 'digits', '--method', 'sgd'], `Allowed choices are ${methodNames.join(', ')}.`],
  [['train', 'digits', '--method', 'ce', '--beta', '1'], '--beta has no effect with --method ce'],
  [['train', 'digits', '--resume'], 'There is no run in runs/digits-mbib-s0 to resume.'],
  [['report'], "missing required argument 'run'"],
  [['report', 'no/such/run'], 'Cannot read the log no/such/run/log.jsonl'],
  [['train', 'cifar100-lt', '--data', 'no/such.tar.gz', '--backend', 'cpu'], 'no/such.tar.gz does not exist'],
])(
  'mbib %j ends with a sentence and an exit code, and writes nothing',
  async (words, sentence) => {
    const cwd = await temporaryFolder();

    const { code, output } = await mbib(words, cwd);

    expect(output).toContain(sentence);
    expect(output).not.toMatch(/^\s+at /m);
    expect(code).toBe(1);
    expect(await readdir(cwd)).toEqual([]);
  },
  120_000,
);

test('mbib train never writes into a folder that is not empty', async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, 'thesis.tex'), '');
  const { code, output } = await mbib(['train', 'digits', '--out', '.'], cwd);
  expect(output).toContain('. exists and is not empty. Choose another folder with --out.');
  expect(code).toBe(1);
  expect(await readdir(cwd)).toEqual(['thesis.tex']);
}, 120_000);

test('mbib train cifar100-lt --help names every option', async () => {
  const { code, output } = await mbib(['train', 'cifar100-lt', '--help'], await temporaryFolder());
  const options = [
    'data',
    'imbalance',
    'method',
    'epochs',
    'beta',
    'gamma',
    'm',
    'a',
    'b',
    'seed',
    'backend',
    'out',
    'resume',
  ];
  expect(code).toBe(0);
  for (const option of options) expect(output).toMatch(new RegExp(`^ +--${option} `, 'm'));
}, 120_000);

test('mbib report compares runs on one page', async () => {
  const cwd = await temporaryFolder();
  for (const method of ['ce', 'mbib']) {
    const { code } = await mbib(
      ['train', 'digits', '--method', method, '--epochs', '1', '--backend', 'wasm', '--out', method],
      cwd,
    );
    expect(code).toBe(0);
  }
  const { code, output } = await mbib(['report', 'ce', 'mbib', '--out', 'both.html'], cwd);
  expect(output).toContain('The report of 2 runs is in both.html');
  expect(code).toBe(0);
  const page = await readFile(join(cwd, 'both.html'), 'utf8');
  const runs = JSON.parse(/<script[^>]*id="runs"[^>]*>([\s\S]*?)<\/script>/.exec(page)![1]!);
  expect(runs.map(({ name }: { name: string }) => name)).toEqual(['ce', 'mbib']);
}, 240_000);
