import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { outcome } from '../jobs/support/outcome';
import { temporaryFolder } from '../jobs/support/temporary-folder';
import { killWorkers } from './support/kill-workers';
import { startRedis, withoutRedis } from './support/redis';
import { startProgram } from './support/start-program';
import { useProgram } from './support/use-program';

const program = useProgram();

/** `EXPERIMENT_RUNS=60` trains 60 runs, and kills as often, which takes some minutes. */
const runs = Number(process.env.EXPERIMENT_RUNS ?? 12);

/** A file with that many short runs; those of a second stage stand before the ones that they go on from. */
async function experimentFile(folder: string): Promise<string> {
  const file = join(folder, 'short.yaml');
  const text = `
job: tiny
seeds: ${runs / 4}
options: { epochs: 2 }
settings:
  - { name: CE, method: ce }
  - { name: cRT, from: MBIB, method: crt, epochs: 5 }
  - { name: BIB, method: bib }
  - { name: MBIB, method: mbib }
`;
  await writeFile(file, text);
  return file;
}

/** What the runs of an experiment left: bytes, and logs without times. */
async function outcomes(out: string) {
  const folders = (await readdir(out, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const names = folders.map(({ name }) => name).sort();
  const each = await Promise.all(names.map(async (name) => ({ name, ...(await outcome(join(out, name))) })));
  // A second stage records where the run lies that it goes on from.
  return JSON.parse(JSON.stringify(each).replaceAll(JSON.stringify(out).slice(1, -1), 'out'));
}

/** The table of an experiment without the seconds that runs took. */
async function results(out: string) {
  const { runs: rows, ...rest } = JSON.parse(await readFile(join(out, 'results.json'), 'utf8'));
  return { ...rest, runs: rows.map(({ seconds: _, ...row }: { seconds: number }) => row) };
}

describe.skipIf(withoutRedis)(
  `an experiment of ${runs} runs${withoutRedis ? ` (${withoutRedis})` : ''}`,
  () => {
    test('by a queue, with its processes killed at random, comes to what it comes to one by one: each run once, to the same bytes', async () => {
      const folder = await temporaryFolder();
      const file = await experimentFile(folder);
      const [single, killed] = [join(folder, 'single'), join(folder, 'killed')];
      const redis = await startRedis(folder);
      try {
        const words = ['experiment', file, '--queue', redis.url, '--lock-seconds', '1', '--out', killed];
        const { kills, outputs, faults } = await killWorkers(program(), words, folder, runs);
        expect(faults).toEqual([]);
        expect(kills.workers + kills.children).toBe(runs);
        const told = outputs.flatMap((output) => [...output.matchAll(/^(\d+) {2}.* {2}finished(?! by)/gm)]);
        const finished = told.map(([, index]) => index);
        expect(finished).toEqual([...new Set(finished)]);
      } finally {
        redis.stop();
      }
      await byIndex(file, single);
      expect(await outcomes(killed)).toEqual(await outcomes(single));
      const table = await results(killed);
      expect(table).toEqual(await results(single));
      expect(table.runs.filter((row: { finished: boolean }) => row.finished)).toHaveLength(runs);
    }, 1_200_000);
  },
);

describe('a run of an experiment', () => {
  const words = (file: string, out: string) => ['experiment', file, '--set', 'seeds=1', '--out', out];

  test('whose folder a process of another machine has is taken over where that is asked for', async () => {
    const folder = await temporaryFolder();
    const file = await experimentFile(folder);
    const out = join(folder, 'out');
    await mkdir(join(out, 'ce-s0'), { recursive: true });
    const holder = {
      pid: 1,
      host: 'elsewhere',
      started: '1',
      boot: 'b',
      numbers: 'n',
      since: '2026-01-01T00:00:00.000Z',
    };
    await writeFile(join(out, 'ce-s0', 'lock-0123456789abcdef.json'), JSON.stringify(holder));
    const first = [...words(file, out), '--index', '0'];
    const refused = await startProgram(program(), first, folder).ended;
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/Process 1 on elsewhere writes to .*--take-over/);
    const taken = await startProgram(program(), [...first, '--take-over'], folder).ended;
    expect(taken.code, taken.stderr).toBe(0);
    expect(taken.stdout).toContain('1 of 4 runs finished');
  });

  test('is gone on with after SIGTERM, and is not trained again once it is finished', async () => {
    const folder = await temporaryFolder();
    const file = await experimentFile(folder);
    const out = join(folder, 'out');
    const long = [...words(file, out), '--set', 'method=ce', '--set', 'epochs=30'];
    const stopped = startProgram(program(), long, folder);
    await stopped.printed('epoch 2/30');
    stopped.kill('SIGTERM');
    const { code, stderr } = await stopped.ended;
    expect(code, stderr).toBe(143);
    expect(stderr).toContain('The same command goes on with the runs in');
    const whole = await startProgram(program(), long, folder).ended;
    expect(whole.code, whole.stderr).toBe(0);
    expect(await readFile(join(out, 'ce-s0', 'log.jsonl'), 'utf8')).toContain('"type":"resume"');
    const before = await outcomes(out);
    const again = await startProgram(program(), long, folder).ended;
    expect(again.stdout).toContain('2 runs of 2 finished before');
    expect(await outcomes(out)).toEqual(before);
    // Runs with other options are none of these.
    const other = await startProgram(
      program(),
      [...words(file, out), '--set', 'method=ce', '--set', 'epochs=3'],
      folder,
    ).ended;
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('holds a finished run with epochs 30, not 3');
  });
});

/** As an array job does it: a process for each number, two at a time. */
async function byIndex(file: string, out: string): Promise<void> {
  const waiting = Array.from({ length: runs }, (_, index) => index);
  const worker = async () => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      const words = ['experiment', file, '--index', String(index), '--out', out];
      const { code, stderr } = await startProgram(program(), words, out.replace(/single$/, '')).ended;
      expect(code, stderr).toBe(0);
    }
  };
  await Promise.all([worker(), worker()]);
}
