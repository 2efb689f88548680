import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { job } from '../../../../examples/digits';
import { addExperiment } from '../../../../src/jobs/command/experiment/add-experiment';
import type { Job } from '../../../../src/jobs/run/job';
import { startRedis, withoutRedis } from '../../../faults/support/redis';
import { temporaryFolder } from '../../support/temporary-folder';

/** What `mbib experiment` fails with, called with these words after its file. */
async function failure(...words: string[]): Promise<string> {
  const folder = await temporaryFolder();
  const file = join(folder, 'e.yaml');
  await writeFile(file, 'job: digits\noptions: { method: ce, epochs: 1 }\n');
  const program = new Command('mbib');
  addExperiment(program, [job as Job]);
  const called = program.parseAsync(['experiment', file, '--out', join(folder, 'out'), ...words], {
    from: 'user',
  });
  return called.then(
    () => 'nothing',
    (error: Error) => error.message,
  );
}

test.each([
  [['--lock-seconds', '5'], '--lock-seconds is for --queue, which is not given: leave it out'],
  [['--take-over', '--list'], '--take-over is not for --list, which trains nothing: leave it out'],
  [
    ['--take-over', '--queue', 'redis://localhost'],
    '--take-over is not for --queue, which says itself when a process has ended: leave it out',
  ],
])('options that would change nothing are refused: %j', async (words, message) => {
  expect(await failure(...words)).toBe(message);
});

test.each(['localhost:6379', 'http://localhost:6379', 'redis://localhost:abc', 'redis://localhost/one'])(
  'an address that is none of Redis is refused, by the name of the option: %s',
  async (url) => {
    expect(await failure('--queue', url)).toMatch(
      /^--queue must be the address of Redis, redis:\/\/.*, got '/,
    );
  },
);

test.each(['http://user:secret@host', 'http://u:an@secret@host', 'http://u:top/secret@host'])(
  'a password is not told: %s',
  async (url) => {
    expect(await failure('--queue', url)).not.toContain('secret');
  },
);

test.skipIf(withoutRedis)(
  `a database that Redis does not have is refused ${withoutRedis ?? ''}`,
  async () => {
    const redis = await startRedis(await temporaryFolder());
    try {
      expect(await failure('--queue', `${redis.url}/99`)).toMatch(
        /^Redis does not answer at redis:.*\/99: ERR DB index is out of range/,
      );
    } finally {
      redis.stop();
    }
  },
);
