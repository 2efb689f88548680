import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { io } from '@tensorflow/tfjs-core';
import { loadFromFolder } from '../save-model';

/**
 * Reads the files of a saved LayersModel or GraphModel.
 *
 * @param from path or address of its `model.json`, or of the folder that it is in
 * @throws Error where a file cannot be read
 *
 * @example
 * ```ts
 * const artifacts = await readModel('models/mobilenet');
 * ```
 */
export function readModel(from: string): Promise<io.ModelArtifacts> {
  if (/^https?:\/\//.test(from)) {
    const address = from.endsWith('.json') ? from : `${from.replace(/\/$/, '')}/model.json`;
    return io.http(address).load!();
  }
  const path = from.startsWith('file:') ? fileURLToPath(from) : from;
  return loadFromFolder(basename(path) === 'model.json' ? dirname(path) : path).load!();
}
