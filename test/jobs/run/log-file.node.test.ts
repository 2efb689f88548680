import { appendFile, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LOG_FORMAT } from '../../../src/jobs/log/run-log';
import { isLock, lockFolder } from '../../../src/jobs/run/lock/run-lock';
import { LogFile } from '../../../src/jobs/run/log-file';
import { temporaryFolder } from '../support/temporary-folder';

async function lines(path: string): Promise<string[]> {
  return (await readFile(path, 'utf8')).split('\n').slice(0, -1);
}

const start = {
  type: 'start',
  format: LOG_FORMAT,
  job: 'tiny',
  method: 'ce',
  options: {},
  backend: 'cpu',
  classes: 1,
  samplesPerClass: [1],
  classNames: ['a'],
  steps: 1,
  epochs: 1,
  versions: {},
} as const;
/** The lock of a folder that stays this process's. */
const held = { assertHeld: async () => {} };
const resume = (step: number) => ({ type: 'resume', epoch: 1, step }) as const;

test('each line is a line of JSON with the time', async () => {
  const path = join(await temporaryFolder(), 'log.jsonl');
  const log = await LogFile.open(path, 0, held);
  const written = [await log.write(resume(1)), await log.write(resume(2))];
  await log.close();

  expect((await lines(path)).map((line) => JSON.parse(line))).toEqual(written);
  expect(written[0]).toEqual({ ...resume(1), time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) });
  expect(log.bytes).toBe((await readFile(path)).length);
});

test('a log opened at the length of a checkpoint drops what came after it, half a line included', async () => {
  const path = join(await temporaryFolder(), 'log.jsonl');
  const killed = await LogFile.open(path, 0, held);
  await killed.write(resume(1));
  const { bytes } = killed;
  await killed.write(resume(2));
  await killed.close();
  await appendFile(path, '{"epo');

  const log = await LogFile.open(path, bytes, held);
  await log.write(resume(3));
  await log.close();

  expect((await lines(path)).map((line) => JSON.parse(line).step)).toEqual([1, 3]);
});

test('the types let no other line be written', () => {
  const write = async (log: LogFile) => {
    // @ts-expect-error: there is no such line.
    await log.write({ type: 'note', text: 'hello' });
    // @ts-expect-error: its step is missing.
    await log.write({ type: 'resume', epoch: 1 });
    // @ts-expect-error: a log of this version has its format.
    await log.write({ ...start, format: 0 });
  };
  expect(write).toBeTypeOf('function');
});

test('a log shorter than its checkpoint knows is refused', async () => {
  const path = join(await temporaryFolder(), 'log.jsonl');
  await writeFile(path, '{}\n');
  await expect(LogFile.open(path, 4, held)).rejects.toThrow(
    `Cannot open the log ${path}: it has 3 bytes, its checkpoint knows of 4.`,
  );
});

test.runIf(process.platform === 'linux')('a full disk is a sentence', async () => {
  const path = join(await temporaryFolder(), 'log.jsonl');
  await symlink('/dev/full', path);
  const log = await LogFile.open(path, 0, held);
  await expect(log.write(resume(1))).rejects.toThrow(
    `Cannot write to the log ${path}: no space is left on the disk.`,
  );
  await log.close();
});

test('a process that has lost the folder to another one writes nothing more', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'log.jsonl');
  const lock = await lockFolder(folder);
  const log = await LogFile.open(path, 0, lock);
  await log.write(resume(1));
  const [name] = (await readdir(folder)).filter(isLock);
  await rm(join(folder, name!));

  await expect(log.write(resume(2))).rejects.toThrow(
    `Cannot write the run in ${folder}: its folder was moved or taken away.`,
  );
  await log.close();
  await expect(LogFile.open(path, 0, lock)).rejects.toThrow('moved or taken away');
  expect((await lines(path)).map((line) => JSON.parse(line).step)).toEqual([1]);
});
