import { join } from 'node:path';
import { io } from '@tensorflow/tfjs-core';
import { rejectType, show } from '../../checks';
import { writeFileAtomically } from './atomic-file';
import { createFolder } from './create-folder';
import { readWhole } from './reading/read-whole';

const WEIGHTS_FILE = 'weights.bin';

/**
 * Saves to a folder in Node without the native tfjs-node: `model.json` and `weights.bin`, the format that
 * `tf.loadLayersModel` reads over HTTP and everywhere else. The optimizer is there with `includeOptimizer`, and so is metadata of the model.
 *
 * @param folder created where it does not exist
 * @throws TypeError where `folder` is no text; FileError, on saving, where a file cannot be written
 *
 * @example
 * ```ts
 * import { saveToFolder, smallConvnet } from 'mbib/jobs';
 *
 * await smallConvnet({ seed: 0 }).save(saveToFolder('runs/convnet'));
 * ```
 */
export function saveToFolder(folder: string): io.IOHandler {
  assertFolder(folder);
  return {
    async save(artifacts) {
      const parts = [artifacts.weightData!].flat();
      const weights = Buffer.concat(parts.map((part) => new Uint8Array(part)));
      const { weightData: _, weightSpecs, ...kept } = artifacts;
      const model = { ...kept, weightsManifest: [{ paths: [WEIGHTS_FILE], weights: weightSpecs }] };
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
 * @throws TypeError where `folder` is no text; Error, on loading, where a file is missing, truncated or of another model, naming it
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
  assertFolder(folder);
  const read = (name: string) => readWhole(join(folder, name));
  return {
    async load() {
      const model = parseModel(join(folder, 'model.json'), (await read('model.json')).toString('utf8'));
      return io.getModelArtifactsForJSON(model, async (manifest) => {
        const files = await Promise.all(manifest.flatMap(({ paths }) => paths).map(read));
        const data = Buffer.concat(files);
        const specs = io.getWeightSpecs(manifest);
        assertLength(folder, specs, data.length);
        return [specs, data.buffer.slice(data.byteOffset, data.byteOffset + data.length)];
      });
    },
  };
}

function assertFolder(folder: string): void {
  if (typeof folder !== 'string') rejectType('folder', 'be the path of a folder', show(folder));
}

function parseModel(path: string, text: string): io.ModelJSON {
  let model: Partial<io.ModelJSON> | null = null;
  try {
    model = JSON.parse(text);
  } catch {
    // Told below.
  }
  if (model?.modelTopology && Array.isArray(model.weightsManifest)) return model as io.ModelJSON;
  throw new Error(
    `${path} is damaged or no saved model: it is not JSON with a modelTopology and a weightsManifest.`,
  );
}

/** Weights whose number of bytes their description gives away. */
function assertLength(folder: string, specs: io.WeightsManifestEntry[], length: number): void {
  let bytes = 0;
  for (const { shape, dtype, quantization } of specs) {
    const size = BYTES[quantization?.dtype ?? dtype];
    if (size === undefined) return;
    bytes += shape.reduce((product, side) => product * side, size);
  }
  if (bytes === length) return;
  throw new Error(
    `The weights in ${folder} are truncated or of another model: they have ${length} bytes, model.json describes ${bytes}.`,
  );
}

const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  float16: 2,
  uint16: 2,
  uint8: 1,
  bool: 1,
  complex64: 8,
};
