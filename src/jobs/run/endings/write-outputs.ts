import { writeFileAtomically } from '../../files/atomic-file';
import { type KeptOutputs, readOutputs } from '../../files/reading/read-outputs';
import { encodeTensorFile } from '../../files/tensor-file';
import { representationNames } from '../../log/outputs/representations';
import { type RunOutputs, tensorsOfOutputs } from '../../log/outputs/run-outputs';
import type { Net } from '../../nets/build-net';
import type { RunFolder } from '../run-folder';

/**
 * Writes what a run made of the test images.
 *
 * @param epoch whose weights computed it
 * @throws FileError where the file cannot be written
 */
export async function writeOutputs(
  { outputs: path }: Pick<RunFolder, 'outputs'>,
  epoch: number,
  outputs: RunOutputs,
): Promise<void> {
  const tensors = tensorsOfOutputs(outputs);
  await writeFileAtomically(path, encodeTensorFile({ metadata: { epoch: String(epoch) }, tensors }));
}

/**
 * What the run's own file has of an epoch; undefined where there is none, none that can be read, or one that lacks a representation of the
 * net, as of an earlier version: it is written anew then.
 */
export async function keptOutputs(
  { path }: Pick<RunFolder, 'path'>,
  epoch: number,
  { representations }: Pick<Net, 'representations'>,
): Promise<KeptOutputs | undefined> {
  const kept = await readOutputs(path).catch(() => undefined);
  const hasAll = representationNames(representations).every((name) => kept?.representations[name]);
  return kept?.epoch === epoch && hasAll ? kept : undefined;
}
