import { createRequire } from 'node:module';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';

const require = createRequire(import.meta.url);
const folder = 'nsfwjs/dist/models';

/** A file of a model in the package nsfwjs, which wraps each in a script. */
function fileOf(model: string, name: string): unknown {
  // The package lists no model among its exports, so the path goes around them.
  const path = `${require.resolve('nsfwjs').replace(/nsfwjs\/dist\/.*$/, '')}${folder}/${model}/${name}.min.js`;
  const file = require(path);
  return file.default ?? file;
}

/** Handler for a model of the package nsfwjs: real weights of real networks. */
function handlerOf(model: string): tf.io.IOHandler {
  return {
    async load() {
      const json = fileOf(model, 'model') as tf.io.ModelJSON;
      return tf.io.getModelArtifactsForJSON(json, async (manifest) => {
        const shards = manifest.flatMap(({ paths }) => paths);
        const bytes = Buffer.concat(
          shards.map((shard) => Buffer.from(fileOf(model, shard) as string, 'base64')),
        );
        return [tf.io.getWeightSpecs(manifest), new Uint8Array(bytes).buffer];
      });
    },
  };
}

/** MobileNetV2, a LayersModel: input `[224, 224, 3]`. */
export const loadMobileNetV2 = () => loadLayersModel(handlerOf('mobilenet_v2'));
/** InceptionV3, a LayersModel whose batch normalisations have no scale: input `[299, 299, 3]`. */
export const loadInceptionV3 = () => loadLayersModel(handlerOf('inception_v3'));
/** MobileNetV2 with 1.4 times the channels, a GraphModel: input `[224, 224, 3]`. */
export const loadMobileNetV2Graph = () => loadGraphModel(handlerOf('mobilenet_v2_mid'));
