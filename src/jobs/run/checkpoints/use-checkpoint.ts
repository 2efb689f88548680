import { type Checkpoint, readCheckpoint } from '../checkpoint';
import { CheckpointError } from '../run-errors';

/**
 * Does something with a checkpoint that it may turn out to be of no use for. The error offers the checkpoint before it, where that one
 * is whole and of use.
 *
 * @param previous path of the checkpoint before it
 * @param use throws a CheckpointError where it cannot use what it is given; it is called again with the one before it
 * @throws CheckpointError that of `use`; whatever else `use` throws
 *
 * @example
 * ```ts
 * await useCheckpoint(checkpoint, folder.previous, (each) => assertRecordedOptions(each, job));
 * ```
 */
export async function useCheckpoint(
  checkpoint: Checkpoint,
  previous: string,
  use: (checkpoint: Checkpoint) => void | Promise<void>,
): Promise<void> {
  try {
    await use(checkpoint);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    const before = await usableAt(previous, use);
    if (!before) throw error;
    const { epoch, step } = before.state;
    throw new CheckpointError(error.path, error.reason, { cause: error }, { path: previous, epoch, step });
  }
}

async function usableAt(
  path: string,
  use: (checkpoint: Checkpoint) => void | Promise<void>,
): Promise<Checkpoint | undefined> {
  try {
    const checkpoint = await readCheckpoint(path);
    if (checkpoint) await use(checkpoint);
    return checkpoint;
  } catch {
    return undefined;
  }
}
