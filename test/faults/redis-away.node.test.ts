import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../jobs/support/temporary-folder';
import { startRedis, withoutRedis } from './support/redis';
import { startProgram } from './support/start-program';
import { useProgram } from './support/use-program';

const program = useProgram();

/** Starts an experiment by a queue, and kills Redis when the program has printed something. */
async function withoutItsRedis(epochs: number, printed: string) {
  const folder = await temporaryFolder();
  const file = join(folder, 'e.yaml');
  await writeFile(file, `job: tiny\nseeds: 3\noptions: { method: ce, epochs: ${epochs} }\n`);
  const redis = await startRedis(folder);
  const words = ['experiment', file, '--queue', redis.url, '--out', join(folder, 'out')];
  const started = startProgram(program(), words, folder);
  await started.printed(printed);
  redis.stop();
  await started.printed('Redis does not answer at redis://127.0.0.1');
  return { folder, started, port: redis.port };
}

describe.skipIf(withoutRedis)(`while Redis is away${withoutRedis ? ` (${withoutRedis})` : ''}`, () => {
  test('runs are trained on; where it comes back empty, all of them are finished, without a stack of errors', async () => {
    const { folder, started, port } = await withoutItsRedis(2, 'finished');
    const again = await startRedis(folder, port);
    try {
      const { code, stdout, stderr } = await started.ended;
      expect(code, stderr).toBe(0);
      expect(stdout).toContain('Redis answers again.');
      expect(stdout).toContain('3 of 3 runs finished');
      expect(stderr).toBe('');
    } finally {
      again.stop();
    }
  });

  test('SIGTERM ends the process, and the run under way has left a checkpoint', async () => {
    const { started } = await withoutItsRedis(10_000, 'epoch 1/10000');
    started.kill('SIGTERM');
    const { code, stderr } = await started.ended;
    expect(code, stderr).toBe(143);
    expect(stderr).toContain('Stopped. The same command goes on');
  });
});
