import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createFolder } from '../../src/jobs/files/create-folder';
import { outcome } from '../jobs/support/outcome';
import { temporaryFolder } from '../jobs/support/temporary-folder';
import { startProgram } from './support/start-program';
import { useProgram } from './support/use-program';

/** A small disk in memory, or why there is none. */
function smallDisk(): { path: string; resize(options: string): void; unmount(): void } | string {
  const path = mkdtempSync(join(tmpdir(), 'mbib-disk-'));
  const mount = (...words: string[]) => execFileSync('mount', words, { stdio: 'pipe' });
  try {
    mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path);
  } catch (error) {
    rmdirSync(path);
    return `a disk in memory cannot be mounted: ${String((error as { stderr?: Buffer }).stderr ?? error).trim()}`;
  }
  return {
    path,
    resize: (options) => void mount('-o', `remount,${options}`, path),
    unmount() {
      execFileSync('umount', [path]);
      rmdirSync(path);
    },
  };
}

const disk = process.platform === 'linux' ? smallDisk() : 'it needs mount, as of Linux';
const program = useProgram();
const TIMEOUT = 120_000;
const words = (out: string) => ['train', 'tiny', '--epochs', '6', '--out', out];

if (typeof disk === 'string') test.skip(`on a full disk (${disk})`, () => {});
else {
  afterAll(() => disk.unmount());
  let whole: Awaited<ReturnType<typeof outcome>> | undefined;

  // From a disk that holds nothing of a run to one that lacks room for the report alone.
  const sizes =
    process.env.FAULTS === 'long'
      ? [4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 64, 80, 120, 400]
      : [8, 20, 48, 120];
  test.each(sizes)(
    'a run that fills a disk of %i kB ends with a sentence, and with more room it ends as any other',
    async (kilobytes) => {
      const cwd = await temporaryFolder();
      whole ??= await startProgram(program(), words('whole'), cwd).ended.then(() =>
        outcome(join(cwd, 'whole')),
      );
      const out = join(disk.path, `run-${kilobytes}`);
      disk.resize(`size=${kilobytes}k`);

      const { code, stderr } = await startProgram(program(), words(out), cwd).ended;
      disk.resize('size=20m');

      expect(stderr).toMatch(/no space is left on the disk/);
      expect(stderr).not.toMatch(/^\s+at /m);
      // The report alone costs nothing of a run.
      expect(code).toBe(stderr.includes('There is no new report') ? 0 : 1);
      if (stderr.includes('The last checkpoint is kept'))
        expect(stderr).toContain('--resume goes on from it.');
      const again = await startProgram(program(), [...words(out), '--resume'], cwd).ended;
      if (again.stderr.includes('There is no run')) {
        expect((await startProgram(program(), words(out), cwd).ended).code).toBe(0);
      } else expect(again.code, again.stderr).toBe(0);
      expect(await outcome(out)).toEqual(whole);
      execFileSync('rm', ['-r', out]);
    },
    TIMEOUT,
  );

  describe('a disk that is read-only', () => {
    test(
      'is called that, not missing',
      async () => {
        mkdirSync(join(disk.path, 'there'), { recursive: true });
        disk.resize('ro');
        for (const out of ['there', 'new', 'new/er']) {
          const { code, stderr } = await startProgram(program(), words(join(disk.path, out)), '.').ended;
          expect(stderr).toContain('the file system is read-only');
          expect(stderr).not.toContain('exist');
          expect(code).toBe(1);
        }
        disk.resize('rw');
      },
      TIMEOUT,
    );
  });
}

test.runIf(process.platform === 'linux')(
  'a folder in /proc is refused, and does not take for ever',
  async () => {
    await expect(createFolder('/proc/mbib/run')).rejects.toThrow(
      'Cannot create the folder /proc/mbib/run: no folder can be created in /proc.',
    );
    await expect(createFolder('/dev/null/run')).rejects.toThrow('it or a part of its path is not a folder');
  },
);
