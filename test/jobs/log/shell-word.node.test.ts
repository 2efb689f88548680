import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { shellWord } from '../../../src/jobs/log/words';

test.each(['my run', "it's", '', '$HOME', 'a;b', '(a)', '*', '`a`', 'a\\b', '"a"', 'runs/a-1_b.c', '~'])(
  'a shell takes the word of %j for it',
  async (word) => {
    const { stdout } = await promisify(execFile)('sh', ['-c', `printf %s ${shellWord(word)}`]);
    expect(stdout).toBe(word);
  },
);
