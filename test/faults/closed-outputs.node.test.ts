import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outcome } from '../jobs/support/outcome';
import { temporaryFolder } from '../jobs/support/temporary-folder';
import { trainTiny } from './support/in-process';
import { startProgram } from './support/start-program';
import { useProgram } from './support/use-program';

const program = useProgram();
const TIMEOUT = 120_000;
const words = ['train', 'tiny', '--epochs', '16', '--out', 'run'];

/** Runs a line of bash in which `$MBIB` is the program. */
function shell(line: string, cwd: string): Promise<string> {
  const env = { ...process.env, MBIB: `${process.execPath} ${program()}` };
  return new Promise((resolve, reject) => {
    execFile('bash', ['-c', `set -o pipefail; ${line}`], { cwd, env }, (error, stdout, stderr) =>
      error && typeof error.code !== 'number' ? reject(error) : resolve(stdout + stderr),
    );
  });
}

const made: string[] = [];
afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true }))));

/** A folder for several tests. */
async function folderOfTests(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mbib-test-'));
  made.push(folder);
  return folder;
}

/** Without what TensorFlow.js says of its native backend. */
function withoutGreeting(text: string): string {
  return text.replace(/\n=+\nHi, looks like[\s\S]*?\n=+\s*\n/, '');
}

/** Nothing of a stack, nor of TensorFlow.js's code, which fills lines. */
function expectQuiet(text: string): void {
  expect(text).not.toMatch(/^\s+at /m);
  expect(text).not.toMatch(/EPIPE|node:events|Unhandled/);
  expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(500);
}

let whole: Awaited<ReturnType<typeof outcome>>;
beforeAll(async () => {
  const cwd = await folderOfTests();
  await startProgram(program(), words, cwd).ended;
  whole = await outcome(join(cwd, 'run'));
}, TIMEOUT);

describe.skipIf(process.platform === 'win32')(
  'where its output cannot be written, training goes on to the end',
  () => {
    test.each([
      ['a reader that ends after a line', '$MBIB WORDS | head -1; echo code $PIPESTATUS'],
      ['a reader that reads nothing, of both outputs', '$MBIB WORDS 2>&1 | true; echo code $PIPESTATUS'],
      ['a full disk', '$MBIB WORDS >/dev/full; echo code $?'],
      ['a full disk, of both outputs', '$MBIB WORDS >/dev/full 2>&1; echo code $?'],
      ['closed outputs', '$MBIB WORDS >&- 2>&-; echo code $?'],
      ['an output that is open for reading', '$MBIB WORDS 3</dev/null >&3 2>&3; echo code $?'],
    ])(
      '%s',
      async (name, line) => {
        if (name.includes('/dev/full') && !existsSync('/dev/full')) return;
        const cwd = await temporaryFolder();
        const text = await shell(line.replace('WORDS', words.join(' ')), cwd);
        expect(text).toMatch(/^code 0$/m);
        expectQuiet(text);
        expect(await outcome(join(cwd, 'run'))).toEqual(whole);
      },
      TIMEOUT,
    );
  },
);

describe.skipIf(process.platform === 'win32')('a signal saves the run, and says how to go on', () => {
  test.each([
    ['SIGINT', 130, 1],
    ['SIGINT', 130, 2],
    ['SIGTERM', 143, 1],
    ['SIGHUP', 129, 1],
    ['SIGHUP', 129, 3],
  ] as const)(
    '%s, exit code %i, sent %i times at once',
    async (signal, exitCode, times) => {
      const cwd = await temporaryFolder();
      const run = startProgram(program(), words, cwd);
      await run.printed('epoch ');
      // A starter such as npx sends on what the whole group has had already.
      for (let i = 0; i < times; i++) run.kill(signal);
      const { code, stderr } = await run.ended;
      expect(code).toBe(exitCode);
      expect(stderr).toMatch(
        /Stopped in epoch \d+ of 16 after step \d of 5; a checkpoint is saved\. Go on with:\n.*--resume\n$/,
      );
      expect((await startProgram(program(), [...words, '--resume'], cwd).ended).code).toBe(0);
      expect(await outcome(join(cwd, 'run'))).toEqual(whole);
    },
    TIMEOUT,
  );

  test('before the training began there is nothing to go on with, and nothing is left', async () => {
    const out = join(await temporaryFolder(), 'run');
    const error = await trainTiny({ out }, () => {
      process.emit('SIGHUP', 'SIGHUP');
      return {};
    }).catch((thrown) => thrown);
    expect(error).toMatchObject({
      name: 'InterruptedError',
      exitCode: 129,
      resumable: false,
      position: undefined,
    });
    expect(error.message).toBe('Stopped before the training began; nothing of it is saved.');
    expect(existsSync(out)).toBe(false);
  });
});

describe.skipIf(process.platform === 'win32')('commands that answer', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await folderOfTests();
    for (const name of ['cat', 'dog']) {
      await mkdir(join(cwd, 'pets', name), { recursive: true });
      for (let i = 0; i < 4; i++) {
        const create = {
          width: 8,
          height: 8,
          channels: 3,
          background: { r: 60 * i, g: name === 'cat' ? 9 : 99, b: 5 },
        } as const;
        await sharp({ create })
          .png()
          .toFile(join(cwd, 'pets', name, `${i}.png`));
      }
    }
    await startProgram(program(), ['train', 'colour', '--epochs', '1', '--out', 'run'], cwd).ended;
  }, TIMEOUT);

  test.each([
    ['predict', 'predict run pets --backend cpu'],
    ['evaluate', 'evaluate run --data pets --backend cpu'],
    ['check', 'check --data pets'],
    ['demo', 'demo --seeds 1'],
  ])(
    '%s ends quietly where its reader does, and says so where the disk is full',
    async (command, line) => {
      const closed = await shell(`$MBIB ${line} | true; echo code $PIPESTATUS`, cwd);
      expect(withoutGreeting(closed)).toBe('code 0\n');
      if (command === 'demo' || !existsSync('/dev/full')) return;
      const full = await shell(`$MBIB ${line} >/dev/full; echo code $?`, cwd);
      expect(full).toContain('mbib: Cannot write the output: no space is left on the disk.');
      expect(full).toMatch(/^code 1$/m);
      expectQuiet(full);
    },
    TIMEOUT,
  );
});
