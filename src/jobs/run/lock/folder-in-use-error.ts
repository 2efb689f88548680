import { shownName } from '../../data/text/quoted';

/**
 * Thrown where another process writes to a run's folder, or may do so. Nothing is written.
 *
 * @example
 * ```ts
 * import { FolderInUseError, type Job, runJob } from 'mbib/jobs';
 *
 * declare const job: Job;
 * try {
 *   await runJob(job, { out: 'runs/mine' });
 * } catch (error) {
 *   if (!(error instanceof FolderInUseError)) throw error;
 *   console.log(`process ${error.pid} on ${error.host} has ${error.path} since ${error.since}`);
 * }
 * ```
 */
export class FolderInUseError extends Error {
  /** Tells this error from others. */
  override readonly name = 'FolderInUseError';
  /** Number of the process that has the folder. */
  readonly pid: number;
  /** Name of the machine that it runs on. */
  readonly host: string;
  /** When it took the folder, as ISO 8601. */
  readonly since: string;
  /** The run of an experiment that the process was started for, by `mbib experiment --index`; undefined where it was started otherwise. */
  readonly index: number | undefined;

  constructor(
    /** Path of the folder. */
    readonly path: string,
    /** Path of the file that says so. */
    readonly file: string,
    /** The process that has the folder: its number, its machine, when it took the folder, and the run that it was started for. */
    { pid, host, since, index }: { pid: number; host: string; since: string; index?: number | null },
    /**
     * Whether the process is known to go on. It cannot be known on another machine, in a container, or where the system does not say when
     * a process started.
     */
    readonly isAlive: boolean,
  ) {
    const who = pid === process.pid && isAlive ? `This process (${pid})` : `Process ${pid}`;
    const told = `${who} on ${shownName(host)} writes to ${path} since ${shownName(since)}`;
    super(
      isAlive
        ? `${told}. Wait for its end, or stop it.`
        : `${told}, or has been killed there: from here it cannot be seen. If it has ended, delete ${file} and try again.`,
    );
    this.pid = pid;
    this.host = host;
    this.since = since;
    this.index = index ?? undefined;
  }
}
