import { appendFile, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RunLog } from '../../../src/jobs/run/run-log';
import { temporaryFolder } from '../support/temporary-folder';

async function lines(path: string): Promise<string[]> {
  return (await readFile(path, 'utf8')).split('\n').slice(0, -1);
}

test('each record is a line of JSON', async () => {
  const path = join(await temporaryFolder(), 'log.jsonl');
  const log = await RunLog.open(path, 0);
  await log.write({ type: 'start' });
  await log.write({ type: 'epoch', className: 'größer\n' });
  await log.close();

  expect(await lines(path)).toEqual(['{"type":"start"}', '{"type":"epoch","className":"größer\\n"}']);
  expect(log.bytes).toBe((await readFile(path)).length);
});

test('a log opened at the length of a checkpoint drops what came after it, half a line included', async () => {
  const path = join(await temporaryFolder(), 'log.jsonl');
  const killed = await RunLog.open(path, 0);
  await killed.write({ epoch: 1 });
  const { bytes } = killed;
  await killed.write({ epoch: 2 });
  await killed.close();
  await appendFile(path, '{"epo');

  const log = await RunLog.open(path, bytes);
  await log.write({ type: 'resume' });
  await log.close();

  expect(await lines(path)).toEqual(['{"epoch":1}', '{"type":"resume"}']);
});

test('a log shorter than its checkpoint knows is refused', async () => {
  const path = join(await temporaryFolder(), 'log.jsonl');
  await writeFile(path, '{}\n');
  await expect(RunLog.open(path, 4)).rejects.toThrow(
    `Cannot open the log ${path}: it has 3 bytes, its checkpoint knows of 4.`,
  );
});

test.runIf(process.platform === 'linux')('a full disk is a sentence', async () => {
  const path = join(await temporaryFolder(), 'log.jsonl');
  await symlink('/dev/full', path);
  const log = await RunLog.open(path, 0);
  await expect(log.write({ epoch: 1 })).rejects.toThrow(
    `Cannot write to the log ${path}: no space is left on the disk.`,
  );
  await log.close();
});
