import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { JobRequest } from '../../../../src/jobs/command/apart/job-messages';
import { TrainingError, trainApart } from '../../../../src/jobs/command/apart/train-apart';
import type { RunEvent } from '../../../../src/jobs/run/run-events';
import { temporaryFolder } from '../../support/temporary-folder';

const request: JobRequest = {
  job: 'digits',
  options: { method: 'ce', seed: 3, resume: true, out: 'runs/a' },
};
const command = 'mbib train digits --method ce --seed 3 --resume --out runs/a';

/** Trains in a process that runs `code` once it has its request. */
async function apart(code: string, signal?: AbortSignal) {
  const program = join(await temporaryFolder(), 'program.mjs');
  await writeFile(program, `process.once('message', (request) => { ${code} });\n`);
  const told: RunEvent[] = [];
  const tell = (event: RunEvent) => told.push(event);
  const result = await trainApart(request, { program, tell, ...(signal ? { signal } : {}) });
  return { result, told };
}

test('the process gets the request, and its events and result come back', async () => {
  const { result, told } = await apart(`
    process.send({ type: 'event', event: { type: 'note', text: JSON.stringify(request) } });
    process.send({ type: 'result', result: { seconds: NaN } }, () => process.exit(0));`);
  expect(told).toEqual([{ type: 'note', text: JSON.stringify(request) }]);
  expect(result).toEqual({ seconds: Number.NaN });
});

test.each([
  [
    'its reason',
    "process.send({ type: 'failure', message: 'No data.' }, () => process.exit(1));",
    'No data.',
  ],
  [
    'what it complained of',
    "process.stderr.write('out of memory', () => process.exit(134));",
    'out of memory',
  ],
  ['its exit code', 'process.exit(7);', 'exit code 7'],
  ['its signal', "process.kill(process.pid, 'SIGKILL');", 'it was ended by SIGKILL'],
])('a process that fails is told with %s and the command that repeats it', async (_, code, reason) => {
  const failure = await apart(code).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TrainingError);
  expect(failure).toMatchObject({ message: `${command} failed: ${reason}`, reason });
});

test('of a process that fails the error is known, and of one that was killed the signal', async () => {
  const told =
    "process.send({ type: 'failure', message: 'In use.', name: 'FolderInUseError' }, () => process.exit(1));";
  await expect(apart(told)).rejects.toMatchObject({ errorName: 'FolderInUseError', endedBy: null });
  await expect(apart("process.kill(process.pid, 'SIGKILL');")).rejects.toMatchObject({ endedBy: 'SIGKILL' });
});

test('a process that is stopped is waited for: it may still save what it has', async () => {
  const folder = await temporaryFolder();
  const [program, saved] = [join(folder, 'program.mjs'), join(folder, 'saved')];
  const code = `
    import { writeFileSync } from 'node:fs';
    process.once('SIGTERM', () => setTimeout(() => { writeFileSync('${saved}', ''); process.exit(0); }, 200));
    process.once('message', () => process.send({ type: 'event', event: { type: 'end' } }));
    setInterval(() => {}, 1000);`;
  await writeFile(program, code);
  const stop = new AbortController();
  const trained = trainApart(request, { program, tell: () => stop.abort(), signal: stop.signal });
  await expect(trained).rejects.toThrow('aborted');
  expect(existsSync(saved)).toBe(true);
});

test('a process is stopped by its signal', async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 300);
  await expect(apart('setInterval(() => {}, 1000);', stop.signal)).rejects.toThrow('aborted');
});
