import { spawnSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { type StartedProgram, startProgram } from './start-program';

/** What came of worker processes that were killed again and again. */
export interface KilledWorkers {
  /** Workers and their children that were killed by SIGKILL. */
  kills: { workers: number; children: number };
  /** What every process wrote to its standard output. */
  outputs: string[];
  /** What went wrong with processes that were not killed. */
  faults: string[];
}

/**
 * Keeps three processes at work, and kills one of them, or a child of one, at random instants: as often as asked. Whichever is killed is
 * started again, until all end by themselves.
 */
export async function killWorkers(
  program: string,
  words: readonly string[],
  cwd: string,
  most: number,
): Promise<KilledWorkers> {
  const so: KilledWorkers = { kills: { workers: 0, children: 0 }, outputs: [], faults: [] };
  const count = () => so.kills.workers + so.kills.children;
  const slot = async () => {
    for (;;) {
      const worker = startProgram(program, words, cwd);
      const over = worker.ended.then(() => true);
      while (count() < most) {
        const hasEnded = await Promise.race([over, setTimeout(200 + Math.random() * 2500)]);
        if (hasEnded || count() >= most) break;
        const child = Math.random() < 0.5 ? childOf(worker) : undefined;
        if (child === undefined) {
          so.kills.workers++;
          worker.kill('SIGKILL');
          break;
        }
        so.kills.children++;
        kill(child);
      }
      const { code, signal, stdout, stderr } = await worker.ended;
      so.outputs.push(stdout);
      if (signal === 'SIGKILL') continue;
      if (code !== 0) so.faults.push(stderr);
      return;
    }
  };
  await Promise.all([slot(), slot(), slot()]);
  return so;
}

function childOf({ pid }: StartedProgram): number | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  const [child] = stdout
    .split('\n')
    .map(Number)
    .filter((number) => number > 0);
  return child;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
