import { readModel } from './classifier/read-model';

/**
 * Throws where the files of a saved model cannot be read, for the `assertUsable` of an option that names them: before a backend starts. An
 * address is not asked, as its files would be sent twice. Whether the weights fit is known when the model is there.
 *
 * @param path of its `model.json`, or of the folder that it is in; or an address
 * @throws Error naming the file that is missing, truncated or no model
 *
 * @example
 * ```ts
 * await assertModelFiles('runs/first/classifier');
 * ```
 */
export async function assertModelFiles(path: string): Promise<void> {
  if (!/^https?:\/\//.test(path)) await readModel(path);
}
