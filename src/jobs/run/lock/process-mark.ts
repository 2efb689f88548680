import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';

/** What tells a process from every other one, on this machine and others, now and after the machine has started again. */
export interface ProcessMark {
  /** Its number. */
  pid: number;
  /** Name of the machine. */
  host: string;
  /** When it started, as the system says it; null where the system does not. A number that is given again has another. */
  started: string | null;
  /** Which start of the machine it ran under; null where the system does not say it. */
  boot: string | null;
  /** The set of process numbers that its own is one of: that of a container is its own. Null where there is only one. */
  numbers: string | null;
}

/** What the file of a lock holds: who has the folder, what for, and since when. */
export interface LockHolder extends ProcessMark {
  /** The run of an experiment that the process was started for, by `--index`; null where it was started otherwise. */
  index: number | null;
  /** When it took the folder, as ISO 8601. */
  since: string;
}

/** What can be known of a process by its mark. */
export type ProcessState = 'alive' | 'ended' | 'unknown';

/** The mark of this process. */
export async function markOfThisProcess(): Promise<ProcessMark> {
  const { pid } = process;
  return {
    pid,
    host: hostname(),
    started: (await look(pid))?.started ?? null,
    boot: await content('/proc/sys/kernel/random/boot_id'),
    numbers: await readlink('/proc/self/ns/pid').catch(() => null),
  };
}

/**
 * Whether a process still goes on: one of the same number that started at another time is another one. Of a process on another
 * machine, in a container beside this one, or where the system does not say when it started, it cannot be known.
 *
 * @example
 * ```ts
 * const mark = await markOfThisProcess();
 * await stateOf(mark); // 'alive'
 * ```
 */
export async function stateOf({ pid, host, started, boot, numbers }: ProcessMark): Promise<ProcessState> {
  const here = await markOfThisProcess();
  if (host !== here.host) return 'unknown';
  if (boot !== here.boot) return boot === null || here.boot === null ? 'unknown' : 'ended';
  if (numbers !== here.numbers) return 'unknown';
  if (!exists(pid)) return 'ended';
  const now = await look(pid);
  // Where the system does not say when a process started, it may be another one that has been given the number since.
  if (now === undefined || started === null) return pid === here.pid ? 'alive' : 'unknown';
  return now.isDead || now.started !== started ? 'ended' : 'alive';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and another user's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** When a process started, and whether it has ended but is still listed; undefined where the system does not say it. */
async function look(pid: number): Promise<{ started: string; isDead: boolean } | undefined> {
  const stat = await content(`/proc/${pid}/stat`);
  if (stat !== null) {
    // The name, in brackets, may hold spaces and brackets; the state is the first field behind it, the start the twentieth.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { started: fields[19]!, isDead: fields[0] === 'Z' || fields[0] === 'X' };
  }
  if (process.platform === 'win32' || process.platform === 'linux') return undefined;
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      env: { ...process.env, LC_ALL: 'C' },
    });
    const [, state, started] = /^\s*(\S+)\s+(.*\S)\s*$/.exec(stdout) ?? [];
    return started === undefined ? undefined : { started, isDead: state!.startsWith('Z') };
  } catch {
    return undefined;
  }
}

async function content(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    return null;
  }
}
