import { join } from 'node:path';
import { outputsOfTensors, type RunOutputs } from '../../log/outputs/run-outputs';
import { FileError } from '../atomic-file';
import { decodeTensorFile } from '../tensor-file';
import { readWhole } from './read-whole';

/** The name of the file in the folder of a run. */
export const outputsName = 'outputs.safetensors';

/** What a run has kept of the test images. */
export interface KeptOutputs extends RunOutputs {
  /** The epoch whose weights computed it, those of the run's classifier. */
  epoch: number;
}

/**
 * What a finished run made of the test images.
 *
 * @param folder of the run
 * @returns undefined where there is none: the run is not finished, or an earlier version of mbib finished it
 * @throws FileError naming the file where it cannot be read or is not what it must be
 *
 * @example
 * ```ts
 * import { readOutputs } from 'mbib/jobs';
 *
 * const outputs = await readOutputs('runs/digits-mbib-s0');
 * if (outputs) {
 *   const { labels, predictions } = outputs;
 *   console.log(`${labels.filter((label, i) => predictions[i] !== label).length} mistakes`);
 * }
 * ```
 */
export async function readOutputs(folder: string): Promise<KeptOutputs | undefined> {
  const path = join(folder, outputsName);
  let bytes: Uint8Array;
  try {
    bytes = await readWhole(path);
  } catch (error) {
    if (error instanceof FileError && error.isMissing) return undefined;
    throw error;
  }
  try {
    const { metadata, tensors } = decodeTensorFile(bytes);
    const epoch = Number(metadata.epoch);
    if (!Number.isSafeInteger(epoch) || epoch < 0) throw new Error('it does not say of which epoch it is');
    return { ...outputsOfTensors(tensors), epoch };
  } catch (error) {
    throw new FileError(`Cannot read the outputs ${path}`, error);
  }
}
