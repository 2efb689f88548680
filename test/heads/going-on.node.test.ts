import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const program = fileURLToPath(new URL('going-on.ts', import.meta.url));

it.each(['cpu', 'wasm'].flatMap((backend) => ['false', 'true'].map((frozen) => [backend, frozen])))(
  'a net saved in one process goes on in another with the same losses, bit for bit: %s, frozen %s',
  async (backend, frozen) => {
    const folder = await mkdtemp(join(tmpdir(), 'mbib-going-on-'));
    const losses = async (part: string) => {
      const { stdout } = await run('npx', ['tsx', program, backend!, folder, frozen!, part]);
      return JSON.parse(stdout.trim().split('\n').at(-1)!) as number[];
    };
    try {
      const uninterrupted = await losses('start');
      const resumed = await losses('resume');
      expect(uninterrupted).toHaveLength(5);
      expect(resumed).toEqual(uninterrupted);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
