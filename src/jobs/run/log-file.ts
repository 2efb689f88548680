import { type FileHandle, open } from 'node:fs/promises';
import { FileError } from '../files/atomic-file';
import { formatLogLine, type UntimedLogLine } from '../log/run-log';
import type { RunLock } from './lock/run-lock';

/**
 * The file of a run's log, to be written: one JSON object a line.
 *
 * A checkpoint remembers how long the log was (`bytes`). Opening the log at that length drops what a killed process wrote
 * after its last checkpoint, a half-written line included, so that a resumed run's log has no epoch twice. Before each line the lock is
 * looked at: a process that has lost the folder to another one writes nothing more.
 *
 * @example
 * ```ts
 * const log = await LogFile.open('runs/a/log.jsonl', bytes, lock);
 * await log.write({ type: 'resume', epoch: 3, step: 0 });
 * await log.close();
 * ```
 */
export class LogFile {
  private constructor(
    private readonly file: FileHandle,
    private readonly path: string,
    private readonly lock: Pick<RunLock, 'assertHeld'>,
    private length: number,
  ) {}

  /**
   * @param bytes how much of the log to keep; 0 for a new run
   * @param lock that of the folder which the log is in
   * @throws FileError where the file cannot be opened, is shorter than `bytes`, or the folder is no longer this process's
   */
  static async open(path: string, bytes: number, lock: Pick<RunLock, 'assertHeld'>): Promise<LogFile> {
    await lock.assertHeld();
    try {
      const file = await open(path, bytes === 0 ? 'w' : 'r+');
      const { size } = await file.stat();
      if (size < bytes) {
        await file.close();
        throw new Error(`it has ${size} bytes, its checkpoint knows of ${bytes}`);
      }
      if (size > bytes) await file.truncate(bytes);
      return new LogFile(file, path, lock, bytes);
    } catch (error) {
      throw new FileError(`Cannot open the log ${path}`, error);
    }
  }

  /** Length of the log in bytes. */
  get bytes(): number {
    return this.length;
  }

  /**
   * Appends one line with the time of now; it has reached the disk when the promise resolves. Returns the line.
   *
   * @throws FileError where it cannot be written, or the folder is no longer this process's
   */
  async write<Line extends UntimedLogLine>(untimed: Line): Promise<Line & { time: string }> {
    await this.lock.assertHeld();
    const timed = { ...untimed, time: new Date().toISOString() };
    const line = Buffer.from(formatLogLine(timed));
    try {
      // A short write leaves the length alone: the next line, or the next process, overwrites the torn one.
      for (let done = 0; done < line.length; ) {
        const { bytesWritten } = await this.file.write(line, done, line.length - done, this.length + done);
        done += bytesWritten;
      }
      await this.file.datasync();
    } catch (error) {
      throw new FileError(`Cannot write to the log ${this.path}`, error);
    }
    this.length += line.length;
    return timed;
  }

  /** @throws FileError where the file cannot be closed */
  async close(): Promise<void> {
    try {
      await this.file.close();
    } catch (error) {
      throw new FileError(`Cannot close the log ${this.path}`, error);
    }
  }
}
