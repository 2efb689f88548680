import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { outcome } from '../jobs/support/outcome';
import { temporaryFolder } from '../jobs/support/temporary-folder';
import { startRedis, withoutRedis } from './support/redis';
import { startProgram } from './support/start-program';
import { useProgram } from './support/use-program';

const program = useProgram();

/** An experiment of these settings, one seed, and how it is called. */
async function experiment(...settings: string[]) {
  const folder = await temporaryFolder();
  const file = join(folder, 'e.yaml');
  const lines = [
    'job: tiny',
    'options: { epochs: 2 }',
    'settings:',
    ...settings.map((line) => `  - ${line}`),
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  const out = join(folder, 'out');
  const start = (...words: string[]) =>
    startProgram(program(), ['experiment', file, '--out', out, ...words], folder);
  return { folder, out, start };
}

const crt = (epochs: number) => `{ name: cRT, from: CE, method: crt, epochs: ${epochs} }`;
const ce = '{ name: CE, method: ce }';

test('--index of a second stage trains the run that it goes on from, and after a signal it comes to what mbib finetune comes to', async () => {
  const { folder, out, start } = await experiment(crt(150), ce);
  const stopped = start('--index', '0');
  await stopped.printed(' 3/150');
  stopped.kill('SIGTERM');
  const { code, stdout } = await stopped.ended;
  expect(code, stdout).toBe(143);
  expect(stdout).toContain('Run 1 (ce-s0) is finished.');
  expect(await readFile(join(out, 'crt-s0', 'log.jsonl'), 'utf8')).not.toContain('"type":"end"');
  const again = await start('--index', '0').ended;
  expect(again.code, again.stderr).toBe(0);
  expect(again.stdout).toContain('2 of 2 runs finished');
  const byHand = join(folder, 'by-hand');
  const words = ['finetune', join(out, 'ce-s0'), '--method', 'crt', '--epochs', '150', '--out', byHand];
  const hand = await startProgram(program(), words, folder).ended;
  expect(hand.code, hand.stderr).toBe(0);
  expect(await outcome(join(out, 'crt-s0'))).toEqual(await outcome(byHand));
});

test('a second stage on a run with a teacher comes to the same by --index, which trains all three, and by --workers', async () => {
  const settings = [
    '{ name: cRT, from: DiVE, method: crt, epochs: 2 }',
    '{ name: DiVE, method: dive, teacher: BSCE }',
    '{ name: BSCE, method: bsce }',
  ];
  const [one, other] = [await experiment(...settings), await experiment(...settings)];
  const index = await one.start('--index', '0').ended;
  expect(index.code, index.stderr).toBe(0);
  const order =
    /0 \(crt-s0\) goes on from run 1\.[\s\S]*1 \(dive-s0\) learns from run 2\.[\s\S]*Run 2 .* is finished/;
  expect(index.stdout).toMatch(order);
  expect(index.stdout).toContain('3 of 3 runs finished');
  const workers = await other.start('--workers', '2').ended;
  expect(workers.code, workers.stderr).toBe(0);
  const weights = (out: string) =>
    Promise.all(['crt-s0', 'dive-s0', 'bsce-s0'].map(async (run) => (await outcome(join(out, run))).weights));
  expect(await weights(other.out)).toEqual(await weights(one.out));
});

test('--index of a second stage waits while another process has the run that it goes on from', async () => {
  const { start } = await experiment(crt(2), ce);
  const first = start('--set', 'epochs=8', '--index', '1');
  await first.printed('1/8');
  first.kill('SIGSTOP');
  const second = start('--set', 'epochs=8', '--index', '0');
  await second.printed(`Run 1 (ce-s0) is under way in process ${first.pid}: waiting for its end.`);
  first.kill('SIGCONT');
  const { code, stdout, stderr } = await second.ended;
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('waiting for its end');
  expect(stdout).toContain('2 of 2 runs finished');
  expect((await first.ended).code).toBe(0);
});

describe('--index where a process that cannot be seen from here has a folder', () => {
  /** Leaves the lock of a process on another machine that works for run `index`, or for all. */
  async function lockedFrom(out: string, folder: string, index?: number): Promise<string> {
    await mkdir(join(out, folder), { recursive: true });
    const elsewhere = { pid: 7, host: 'elsewhere', started: '1', boot: 'b', numbers: 'n' };
    const file = join(out, folder, 'lock-0123456789abcdef.json');
    await writeFile(file, JSON.stringify({ ...elsewhere, index, since: '2026-01-01T00:00:00.000Z' }));
    return file;
  }

  test.each([[[]], [['--take-over']]])(
    'waits for one that works for another run, called with %j',
    async (words) => {
      const { out, start } = await experiment(crt(2), ce);
      const file = await lockedFrom(out, 'ce-s0', 0);
      const waiting = start('--index', '1', ...words);
      await waiting.printed('Run 1 (ce-s0) is under way for --index 0 in process 7 on elsewhere');
      expect(await readdir(join(out, 'ce-s0'))).toEqual(['lock-0123456789abcdef.json']);
      await rm(file);
      const { code, stdout, stderr } = await waiting.ended;
      expect(code, stderr).toBe(0);
      expect(stdout).toContain('--index 0 --take-over goes on with it');
    },
  );

  test('takes what its own earlier process had, the run that it goes on from among that, with --take-over only', async () => {
    const { out, start } = await experiment(crt(2), ce);
    await lockedFrom(out, 'ce-s0', 0);
    const refused = await start('--index', '0').ended;
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/Process 7 on elsewhere writes to .*ce-s0.*--take-over/);
    const taken = start('--index', '0', '--take-over');
    await taken.printed('epoch 1/2');
    const [lock] = (await readdir(join(out, 'ce-s0'))).filter((name) => name.startsWith('lock-'));
    expect(JSON.parse(await readFile(join(out, 'ce-s0', lock!), 'utf8'))).toMatchObject({ index: 0 });
    const { code, stdout, stderr } = await taken.ended;
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('2 of 2 runs finished');
  });
});

test.each([
  ['--index', '0'],
  ['--workers', '1'],
])("a file that is no run's is left alone, and told: %s", async (...words) => {
  const { out, start } = await experiment(ce);
  await mkdir(join(out, 'ce-s0'), { recursive: true });
  await writeFile(join(out, 'ce-s0', 'notes.txt'), 'mine');
  const { code, stderr } = await start(...words).ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/ce-s0 exists and is not empty\. Choose another folder with --out/);
  expect(await readdir(join(out, 'ce-s0'))).toEqual(['notes.txt']);
});

describe('where a run fails, so do those that go on or learn from it, and the others are finished', () => {
  const settings = [
    '{ name: cRT, from: MBIB, method: crt, epochs: 2 }',
    '{ name: MBIB, method: mbib, beta: 1.0e+18 }',
    ce,
    '{ name: DiVE, method: dive, teacher: MBIB }',
  ];

  async function fails(url?: string) {
    const { out, start } = await experiment(...settings);
    const { code, stderr, stdout } = await start(...(url ? ['--queue', url] : ['--workers', '2'])).ended;
    expect(code, stdout).toBe(1);
    expect(stderr).toMatch(/^mbib: 3 runs failed:$/m);
    expect(stderr).toMatch(/run 1 \(mbib-s0\): .* training has diverged/);
    expect(stderr).toContain('run 0 (crt-s0): the run that it goes on from, 1 (mbib-s0), failed');
    expect(stderr).toContain('run 3 (dive-s0): the run that it learns from, 1 (mbib-s0), failed');
    expect(stdout).toContain('1 of 4 runs finished');
    expect(stdout).not.toContain('cRT, seed 0  started');
    expect(existsSync(join(out, 'crt-s0'))).toBe(false);
  }

  test('by workers', () => fails());

  test('by its number, where it is told which run failed', async () => {
    const { start } = await experiment(...settings);
    const { code, stderr } = await start('--index', '0').ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/Run 1 \(mbib-s0\), which run 0 goes on from, failed: .* training has diverged/);
  });

  test.skipIf(withoutRedis)('by a queue', async () => {
    const redis = await startRedis(await temporaryFolder());
    try {
      await fails(redis.url);
    } finally {
      redis.stop();
    }
  });
});
