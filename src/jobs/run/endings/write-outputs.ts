import { writeFileAtomically } from '../../files/atomic-file';
import { type KeptOutputs, readOutputs } from '../../files/reading/read-outputs';
import { encodeTensorFile } from '../../files/tensor-file';
import { type RunOutputs, tensorsOfOutputs } from '../../log/outputs/run-outputs';
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

/** What the run's own file has of an epoch; undefined where there is none, or none that can be read: it is written anew then. */
export async function keptOutputs(
  { path }: Pick<RunFolder, 'path'>,
  epoch: number,
): Promise<KeptOutputs | undefined> {
  const kept = await readOutputs(path).catch(() => undefined);
  return kept?.epoch === epoch ? kept : undefined;
}
