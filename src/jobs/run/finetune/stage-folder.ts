import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { readLogBytes } from '../../files/reading/read-log';
import type { FirstStageOfLog, RecordedOptions, StartLine } from '../../log/run-log';
import type { RunLock } from '../lock/run-lock';
import { FolderTakenError, OtherOptionError } from '../run-errors';
import { type RunFolder, takeRunFolder } from '../run-folder';
import { type FinetuneOptions, finetuneMethods, stageForms } from './finetune-options';

/**
 * Where a second stage goes where nothing is said: the folder of its run with the name of the stage behind, also where that is named '.' or
 * '..'.
 *
 * @param run its folder; a relative one gives a relative one
 */
export function defaultStageFolder(run: string, method: string): string {
  const whole = resolve(run);
  const parent = isAbsolute(run) ? dirname(whole) : relative('.', dirname(whole));
  return join(parent, `${basename(whole)}-${method}`);
}

/** The folder of a second stage that this process has taken. */
export interface StageFolder {
  lock: RunLock;
  recorded: Partial<FinetuneOptions>;
  finished: boolean;
}

/**
 * Takes the folder of a second stage for this process: an empty one or none; or to do it again, one in which it was begun.
 *
 * @returns beside the lock, the options that the stage in the folder was begun with, none where there is none; and whether it is finished
 * @param asked the options that were given
 * @throws FolderInUseError, FolderTakenError, NoRunError or FileError where the folder does not serve; OtherOptionError where it was begun
 * with other options; Error where it was begun on another run
 */
export async function takeStageFolder(
  folder: RunFolder,
  resume: boolean,
  asked: object,
  first: Omit<FirstStageOfLog, 'run'>,
): Promise<StageFolder> {
  const lock = await takeRunFolder(folder.path, resume);
  try {
    const begun = resume ? await sameStage(folder, asked, first) : undefined;
    return { lock, recorded: begun?.options ?? {}, finished: begun?.finished ?? false };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** What a folder has of a second stage; undefined where none was begun. */
async function sameStage(
  { path, log, checkpoint, metrics }: RunFolder,
  asked: object,
  first: Omit<FirstStageOfLog, 'run'>,
): Promise<{ options: Partial<FinetuneOptions>; finished: boolean } | undefined> {
  // A run that trains a network has checkpoints, which are never to be lost.
  if (existsSync(dirname(checkpoint))) throw new FolderTakenError(path, true);
  const text = existsSync(log) ? (await readLogBytes(log)).toString() : '';
  const start = startOf(text);
  if (!start) return undefined;
  if (!start.firstStage) throw new FolderTakenError(path, true);
  const { method, options } = start.firstStage;
  if (method !== first.method || !sameOptions(options, first.options)) {
    throw new Error(`${path} has a second stage of another run, that in ${start.firstStage.run}.`);
  }
  const recorded: RecordedOptions = { ...start.options, method: commandName(start.method) };
  for (const [name, value] of Object.entries(asked)) {
    if (recorded[name] === value || (name === 'backend' && value === 'auto')) continue;
    throw new OtherOptionError(path, name, recorded[name], value);
  }
  const finished = existsSync(metrics) && /^\{"type":"end".*\n$/m.test(text);
  return { options: recorded as Partial<FinetuneOptions>, finished };
}

/** What the command calls a second stage that a log has. */
function commandName(logName: string): string {
  return finetuneMethods.find((method) => stageForms[method].logName === logName) ?? logName;
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
