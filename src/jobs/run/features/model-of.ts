import { io } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import type { GraphBackbone } from 'mbib';
import { importOptional } from '../../files/optional-package';

/**
 * The model of some artifacts, a LayersModel or a GraphModel, whichever they say that they are.
 *
 * @throws Error where `@tensorflow/tfjs-converter`, which reads GraphModels, is not installed, or the artifacts are damaged
 *
 * @example
 * ```ts
 * const model = await modelOf(await loadFromFolder('my-model').load!());
 * ```
 */
export async function modelOf(artifacts: io.ModelArtifacts): Promise<LayersModel | GraphBackbone> {
  const handler = io.fromMemory(artifacts);
  if (artifacts.format !== 'graph-model') return loadLayersModel(handler);
  const title = '@tensorflow/tfjs-converter, which reads GraphModels,';
  const converter = (await importOptional('@tensorflow/tfjs-converter', { title })) as {
    loadGraphModel(from: io.IOHandler): Promise<GraphBackbone>;
  };
  return converter.loadGraphModel(handler);
}
