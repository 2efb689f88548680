// Prints the topology of EfficientNet-Lite0, for images of any size, as a model.json has it: what
// scripts/convert_efficientnet_lite0.py puts its weights to.
import { io } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { efficientNetLite0Network } from '../src/jobs/nets/efficientnet-lite0/efficientnet-lite0-network';

await efficientNetLite0Network(null, 0).save(
  io.withSaveHandler(async (artifacts) => {
    const { format, generatedBy, modelTopology } = artifacts;
    console.log(JSON.stringify({ format, generatedBy, modelTopology }));
    return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
  }),
);
