import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { readLogBytes } from '../../files/reading/read-log';
import type { FirstStageOfLog, RecordedOptions, StartLine } from '../../log/run-log';
import type { RunLock } from '../lock/run-lock';
import { FolderTakenError, OtherOptionError } from '../run-errors';
import { type RunFolder, takeRunFolder } from '../run-folder';

/**
 * Takes the folder of a second stage for this process: an empty one or none; or to do it again, one in which it was begun.
 *
 * @param asked the options that were given
 * @throws FolderInUseError, FolderTakenError, NoRunError or FileError where the folder does not serve; OtherOptionError where it was begun
 * with other options; Error where it was begun on another run
 */
export async function takeStageFolder(
  folder: RunFolder,
  resume: boolean,
  asked: object,
  first: Omit<FirstStageOfLog, 'run'>,
): Promise<RunLock> {
  const lock = await takeRunFolder(folder.path, resume);
  try {
    if (resume) await assertSameStage(folder, asked, first);
    return lock;
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function assertSameStage(
  { path, log, checkpoint }: RunFolder,
  asked: object,
  first: Omit<FirstStageOfLog, 'run'>,
): Promise<void> {
  // A run that trains a network has checkpoints, which are never to be lost.
  if (existsSync(dirname(checkpoint))) throw new FolderTakenError(path, true);
  const start = existsSync(log) ? startOf((await readLogBytes(log)).toString()) : undefined;
  if (!start) return;
  if (!start.firstStage) throw new FolderTakenError(path, true);
  const { method, options } = start.firstStage;
  if (method !== first.method || !sameOptions(options, first.options)) {
    throw new Error(`${path} has a second stage of another run, that in ${start.firstStage.run}.`);
  }
  for (const [name, value] of Object.entries(asked)) {
    if (start.options[name] === value || (name === 'backend' && value === 'auto')) continue;
    throw new OtherOptionError(path, name, start.options[name], value);
  }
}

/** The first line of a log; undefined where a process was killed while it wrote it. */
function startOf(text: string): StartLine | undefined {
  const end = text.indexOf('\n');
  try {
    return end === -1 ? undefined : JSON.parse(text.slice(0, end));
  } catch {
    return undefined;
  }
}

function sameOptions(a: RecordedOptions, b: RecordedOptions): boolean {
  const text = (options: RecordedOptions) => JSON.stringify(Object.entries(options).sort());
  return text(a) === text(b);
}
