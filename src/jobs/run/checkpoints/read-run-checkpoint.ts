import { existsSync } from 'node:fs';
import { readLogBytes } from '../../files/reading/read-log';
import { type Checkpoint, readCheckpoint } from '../checkpoint';
import { CheckpointError, type PreviousCheckpoint } from '../run-errors';
import type { RunFolder } from '../run-folder';

/**
 * Reads the last checkpoint of a run.
 *
 * @returns undefined where the run was ended before its first one
 * @throws CheckpointError where it is damaged or missing, with the one before it where that one is whole; FileError where a file
 * cannot be read
 *
 * @example
 * ```ts
 * const checkpoint = await readRunCheckpoint(runFolder('runs/a'));
 * ```
 */
export async function readRunCheckpoint(
  folder: Pick<RunFolder, 'checkpoint' | 'previous' | 'log'>,
): Promise<Checkpoint | undefined> {
  const { checkpoint: path, previous, log } = folder;
  try {
    const last = await readCheckpoint(path);
    if (last) return last;
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    throw new CheckpointError(path, error.reason, { cause: error }, await wholeOne(previous));
  }
  const before = await wholeOne(previous);
  if (!before && !(await hasEpoch(log))) return undefined;
  throw new CheckpointError(path, 'it is missing, and the run has been trained already', {}, before);
}

async function wholeOne(path: string): Promise<PreviousCheckpoint | undefined> {
  try {
    const { state } = (await readCheckpoint(path)) ?? {};
    return state && { path, epoch: state.epoch, step: state.step };
  } catch {
    return undefined;
  }
}

/** Whether a log, of which lines may be damaged, has an epoch. */
async function hasEpoch(log: string): Promise<boolean> {
  return existsSync(log) && /"type":\s*"epoch"/.test((await readLogBytes(log)).toString());
}
