import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { FeatureCache } from '../../src/jobs/run/features/feature-cache';
import { FolderInUseError } from '../../src/jobs/run/lock/folder-in-use-error';
import { markOfThisProcess, stateOf } from '../../src/jobs/run/lock/process-mark';
import { lockFolder } from '../../src/jobs/run/lock/run-lock';
import { RunStoppedError } from '../../src/jobs/run/run-errors';
import { outcome } from '../jobs/support/outcome';
import { temporaryFolder } from '../jobs/support/temporary-folder';
import { stopAt, trainTiny } from './support/in-process';
import { startProgram } from './support/start-program';
import { useProgram } from './support/use-program';

const program = useProgram();
const train = (cwd: string, epochs: number, ...words: string[]) =>
  startProgram(program(), ['train', 'tiny', '--epochs', String(epochs), '--out', 'run', ...words], cwd);

test('the second process in a folder refuses at once and says who has it; a killed one leaves it free', async () => {
  const cwd = await temporaryFolder();
  const first = train(cwd, 100_000);
  await first.printed('Backend:');

  for (const words of [[], ['--resume']]) {
    const { code, stderr } = await train(cwd, 100_000, ...words).ended;
    expect(code).toBe(1);
    // Windows does not say when a process started, so that another one may have its number.
    const advice = process.platform === 'win32' ? ', or has been killed' : '\\. Wait for its end';
    expect(stderr).toMatch(
      new RegExp(`Process ${first.pid} on ${hostname()} writes to run since \\d{4}-.*Z${advice}`),
    );
  }
  first.kill('SIGKILL');
  expect((await first.ended).signal).toBe('SIGKILL');

  const words = existsSync(join(cwd, 'run', 'log.jsonl')) ? ['--resume'] : [];
  const again = train(cwd, 100_000, ...words);
  await again.printed('epoch ');
  again.kill('SIGTERM');
  expect((await again.ended).stderr).toContain('a checkpoint is saved. Go on with:');
  expect((await readdir(join(cwd, 'run'))).sort()).toEqual(['checkpoint', 'log.jsonl']);
}, 120_000);

test('of processes that start in one folder at the same time one trains, as if it were alone', async () => {
  const cwd = await temporaryFolder();
  const alone = startProgram(program(), ['train', 'tiny', '--epochs', '6', '--out', 'whole'], cwd);
  expect((await alone.ended).code).toBe(0);

  const ends = await Promise.all(Array.from({ length: 4 }, () => train(cwd, 6).ended));

  expect(ends.map(({ code }) => code).sort()).toEqual([0, 1, 1, 1]);
  for (const { code, stderr } of ends)
    if (code === 1) expect(stderr).toMatch(/writes to run since|run holds a run already/);
  expect(await outcome(join(cwd, 'run'))).toEqual(await outcome(join(cwd, 'whole')));
}, 120_000);

describe('a lock', () => {
  const left = async (change: object) => {
    const path = await temporaryFolder();
    const holder = { ...(await markOfThisProcess()), since: '2026-01-01T00:00:00.000Z', ...change };
    const file = join(path, 'lock-0123456789abcdef.json');
    await writeFile(file, JSON.stringify(holder));
    return { path, file };
  };

  test.each<[string, object]>([
    ['of a process that is gone', { pid: 2 ** 22 + 1 }],
    ['of a process whose number another one has now', { started: '1' }],
    ['from before the machine started again', { boot: 'another start' }],
    ['that is damaged', { pid: 'none' }],
    ['of no time', { since: 'then\n' }],
  ])('%s holds nobody off', async (_, change) => {
    if (process.platform !== 'linux' && ('started' in change || 'boot' in change)) return;
    const { path, file } = await left(change);
    const lock = await lockFolder(path);
    if (!('since' in change || ('pid' in change && change.pid === 'none')))
      expect(existsSync(file)).toBe(false);
    await lock.release();
    expect((await readdir(path)).filter((name) => !file.endsWith(name))).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['of this process', {}, `This process (${process.pid}) on`],
    ['of another machine', { host: 'elsewhere' }, 'on elsewhere writes to'],
    ['of a machine whose name has line ends', { host: 'a\nb' }, 'on "a\\nb" writes to'],
    [
      'of a process that goes on and of which nobody knows when it started',
      { pid: process.ppid, started: null },
      'from here it cannot be seen. If it has ended, delete',
    ],
    [
      'of a container beside this one',
      { numbers: 'pid:[1]' },
      'from here it cannot be seen. If it has ended, delete',
    ],
  ])('%s does, and says what to do', async (_, change, message) => {
    const { path, file } = await left(change);
    const error = await lockFolder(path).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(FolderInUseError);
    expect(error).toMatchObject({ path, file, since: '2026-01-01T00:00:00.000Z' });
    expect(error.message).toContain(message);
    expect(await readdir(path)).toEqual(['lock-0123456789abcdef.json']);
  });

  test('is had by one of those that ask for it at the same instant', async () => {
    const path = join(await temporaryFolder(), 'run');
    for (let round = 0; round < 10; round++) {
      const asked = await Promise.allSettled(Array.from({ length: 6 }, () => lockFolder(path)));
      const had = asked.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      expect(had).toHaveLength(1);
      for (const lock of had) await lock.release();
    }
  });

  test.runIf(process.platform === 'linux')('tells a process that has ended but is still listed', async () => {
    // Its parent never asks how it ended.
    const parent = spawn(process.execPath, [
      '-e',
      "const { pid } = require('child_process').spawn('true'); console.log(pid); for (;;);",
    ]);
    try {
      const [printed] = await once(parent.stdout, 'data');
      const pid = Number(printed);
      const stat = async () => (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ');
      await vi.waitUntil(async () => (await stat())[0] === 'Z', { timeout: 4000 });
      const mark = { ...(await markOfThisProcess()), pid, started: (await stat())[19]! };
      expect(await stateOf(mark)).toBe('ended');
    } finally {
      parent.kill('SIGKILL');
    }
  });
});

test('a folder that a new run took and left nothing in is taken away again', async () => {
  const out = join(await temporaryFolder(), 'run');
  const failing = trainTiny({ out }, () => {
    throw new Error('no data');
  });
  await expect(failing).rejects.toThrow('no data');
  expect(existsSync(out)).toBe(false);
});

test('a run that was refused leaves the folder to the one that has it', async () => {
  const out = join(await temporaryFolder(), 'run');
  let second: Promise<unknown> | undefined;
  const result = await trainTiny({ out, epochs: 2 }, ({ schedule }) => ({
    schedule(epoch) {
      second ??= trainTiny({ out, epochs: 2 }).catch((error) => error);
      return schedule(epoch);
    },
  }));
  expect(await second).toBeInstanceOf(FolderInUseError);
  expect(result.last.epoch).toBe(2);
  await expect(trainTiny({ out, epochs: 9 }, stopAt(1))).rejects.toThrow('holds a run already');
});

test.each<[string, (out: string) => Promise<unknown>]>([
  ['moved', (out) => rename(out, `${out} elsewhere`)],
  ['deleted', (out) => rm(out, { recursive: true })],
  [
    'moved, and another process has one of its name',
    async (out) => {
      await rename(out, `${out} elsewhere`);
      await lockFolder(out);
    },
  ],
])('a run whose folder is %s meanwhile stops, and writes nothing in its place', async (_, takeAway) => {
  const out = join(await temporaryFolder(), 'run');
  let taken: Promise<unknown> | undefined;
  let inPlace: string[] | undefined;
  const taking = async () => {
    await takeAway(out);
    inPlace = await readdir(out).catch(() => undefined);
  };
  const error = await trainTiny({ out, epochs: 3 }, ({ schedule }) => ({
    schedule(epoch) {
      taken ??= epoch > 1 ? taking() : undefined;
      return schedule(epoch);
    },
  })).catch((thrown) => thrown);
  await taken;
  expect(error).toBeInstanceOf(RunStoppedError);
  expect(error.message).toContain(`Cannot write the run in ${out}: its folder was moved or taken away.`);
  expect(await readdir(out).catch(() => undefined)).toEqual(inPlace);
});

test('two demos in one folder: the second refuses, and none advises what a demo lacks', async () => {
  const cwd = await temporaryFolder();
  const demo = (...words: string[]) => startProgram(program(), ['demo', '--seeds', '20', ...words], cwd);
  const first = demo('--out', 'both');
  await first.printed('digits');
  const second = await demo('--out', 'both').ended;
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/writes to both since .* Or choose another folder with --out/);
  first.kill('SIGTERM');
  const { code, stderr } = await first.ended;
  expect(code).toBe(143);
  expect(stderr).toContain('of 40 trainings are done. A demo begins anew, in another folder');
  for (const text of [second.stderr, stderr]) expect(text).not.toContain('--resume');
}, 120_000);

test('two that fill a cache of features at the same time leave all of them', async () => {
  const folder = join(await temporaryFolder(), 'cache');
  const caches = [0, 1].map(() => new FeatureCache(folder, 2, (error) => expect.unreachable(error.message)));
  const features = (which: number) =>
    new Map([
      [`file ${which}`, Float32Array.of(which, 1)],
      ['both', Float32Array.of(7, 7)],
    ]);
  await Promise.all(
    caches.flatMap((cache, i) => Array.from({ length: 8 }, (_, n) => cache.write(features(i * 8 + n)))),
  );
  const wanted = [...Array.from({ length: 16 }, (_, i) => `file ${i}`), 'both'];
  const found = await caches[0]!.read(new Set(wanted));
  expect([...found.keys()].sort()).toEqual(wanted.sort());
  expect((await readdir(folder)).every((name) => name.endsWith('.safetensors'))).toBe(true);
});
