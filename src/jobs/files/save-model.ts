import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { io } from '@tensorflow/tfjs-core';
import { FileError, writeFileAtomically } from './atomic-file';
import { createFolder } from './create-folder';

const WEIGHTS_FILE = 'weights.bin';

/**
 * Saves to a folder in Node without the native tfjs-node: `model.json` and `weights.bin`, the format that
 * `tf.loadLayersModel` reads over HTTP and everywhere else.
 *
 * @param folder created where it does not exist
 *
 * @example
 * ```ts
 * import { saveToFolder, smallConvnet } from 'mbib/jobs';
 *
 * await smallConvnet({ seed: 0 }).save(saveToFolder('runs/convnet'));
 * ```
 */
export function saveToFolder(folder: string): io.IOHandler {
  return {
    async save(artifacts) {
      const parts = [artifacts.weightData!].flat();
      const weights = Buffer.concat(parts.map((part) => new Uint8Array(part)));
      const model = {
        format: artifacts.format,
        generatedBy: artifacts.generatedBy,
        convertedBy: artifacts.convertedBy,
        modelTopology: artifacts.modelTopology,
        weightsManifest: [{ paths: [WEIGHTS_FILE], weights: artifacts.weightSpecs }],
      };
      await createFolder(folder);
      // The weights first: where model.json is, its weights are.
      await writeFileAtomically(join(folder, WEIGHTS_FILE), weights);
      await writeFileAtomically(join(folder, 'model.json'), JSON.stringify(model));
      return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
    },
  };
}

/**
 * Loads what {@link saveToFolder}, tfjs-node or the converter wrote.
 *
 * @throws Error where a file is missing or truncated
 *
 * @example
 * ```ts
 * import { loadLayersModel } from '@tensorflow/tfjs-layers';
 * import { loadFromFolder, saveToFolder, smallConvnet } from 'mbib/jobs';
 *
 * await smallConvnet({ seed: 0 }).save(saveToFolder('runs/saved'));
 * const convnet = await loadLayersModel(loadFromFolder('runs/saved'));
 * ```
 */
export function loadFromFolder(folder: string): io.IOHandler {
  const read = async (name: string) => {
    try {
      return await readFile(join(folder, name));
    } catch (error) {
      throw new FileError(`Cannot read ${join(folder, name)}`, error);
    }
  };
  return {
    async load() {
      const model = JSON.parse((await read('model.json')).toString('utf8')) as io.ModelJSON;
      return io.getModelArtifactsForJSON(model, async (manifest) => {
        const files = await Promise.all(manifest.flatMap(({ paths }) => paths).map(read));
        const data = Buffer.concat(files);
        return [
          io.getWeightSpecs(manifest),
          data.buffer.slice(data.byteOffset, data.byteOffset + data.length),
        ];
      });
    },
  };
}
