import { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { efficientNetLite0 } from 'mbib/jobs';
import { BACKBONE_SIDE } from './taps';

const modelFile = new URL('../../../../../models/efficientnet-lite0/model.json', import.meta.url);
const weightsFile = new URL('../../../../../models/efficientnet-lite0/weights-730b0afa.bin', import.meta.url);

/**
 * EfficientNet-Lite0 as it learnt ImageNet, from the files of the page: 3.7 MB, which are loaded when this is called.
 *
 * @throws Error where they cannot be loaded
 */
export function loadBackbone(): Promise<LayersModel> {
  // A bundler names files anew, so the model's own note of where its weights are does not lead to them.
  const load = async () => {
    const [model, weights] = await Promise.all([loaded(modelFile), loaded(weightsFile)]);
    const json = (await model.json()) as io.ModelJSON;
    const data = await weights.arrayBuffer();
    return io.getModelArtifactsForJSON(json, async (manifest) => [io.getWeightSpecs(manifest), data]);
  };
  return efficientNetLite0({ imageSize: BACKBONE_SIDE, from: { load } });
}

async function loaded(url: URL): Promise<Response> {
  const response = await fetch(url).catch(() => undefined);
  if (response?.ok) return response;
  throw new Error(
    'The pretrained network could not be loaded. Once it was, it is there without a connection, too; from scratch needs none.',
  );
}
