import { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { joinedBytes } from '../../joined-bytes';
import { withStockConvolutions } from '../nets/grouped-conv2d/with-stock-convolutions';
import type { ClassifierMetadata } from './description';
import { type Quantisation, quantised } from './quantise/quantise';
import { sha256 } from './sha256';

/** Digits of a hash that a file of weights is named by: two classifiers have the same by accident once in 2⁶⁴ times. */
const DIGITS = 16;

/** A file. */
export interface ClassifierFile {
  /** Its name, with the folders that it lies in: 'head/model.json'. */
  name: string;
  /** Its text or bytes, as `Blob`, `File` and `fetch` take them. */
  // For every TypeScript: a Uint8Array that is not in shared memory, which only 5.7 and later can name.
  content: string | ReturnType<Uint8ArrayConstructor['of']>;
}

/**
 * The file name of some weights: `weights-` and the first 16 digits of their SHA-256, `.bin`.
 *
 * @example
 * ```ts
 * import { weightsName } from 'mbib/jobs';
 *
 * weightsName(new TextEncoder().encode('test')); // 'weights-9f86d081884c7d65.bin'
 * ```
 */
export function weightsName(bytes: Uint8Array): string {
  return `weights-${sha256(bytes).slice(0, DIGITS)}.bin`;
}

/**
 * The files of a model that plain tfjs loads: `model.json` and its `weights-<hash>.bin`.
 *
 * @param metadata what `model.json` says of it, as `userDefinedMetadata.mbib`
 * @param quantize a smaller form of the weights
 *
 * @example
 * ```ts
 * const [model, weights] = await modelFiles(classifier, { format: 1, takes: 'pixels' });
 * ```
 */
export async function modelFiles(
  model: LayersModel,
  metadata: ClassifierMetadata,
  quantize?: Quantisation,
): Promise<[model: ClassifierFile, weights: ClassifierFile]> {
  let saved: io.ModelArtifacts | undefined;
  const keep = io.withSaveHandler(async (artifacts) => {
    saved = artifacts;
    return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
  });
  await model.save(withStockConvolutions(keep));
  const { format, generatedBy, convertedBy, modelTopology, weightSpecs, weightData } =
    quantize === undefined ? saved! : quantised(saved!, quantize);
  const bytes = joinedBytes(weightData);
  const name = weightsName(bytes);
  const json = {
    format,
    generatedBy,
    convertedBy,
    userDefinedMetadata: { mbib: metadata },
    modelTopology,
    weightsManifest: [{ paths: [name], weights: weightSpecs }],
  };
  return [
    { name: 'model.json', content: JSON.stringify(json) },
    { name, content: bytes },
  ];
}
