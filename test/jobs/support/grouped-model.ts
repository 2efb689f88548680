import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { randomStream } from '../../../src/jobs/data/random-stream';
import { convNorm } from '../../../src/jobs/nets/conv-norm';

/** A backbone with two grouped convolutions, one of them with a stride, and random running statistics. */
export function groupedBackbone(seed: number, filters = 8): tfl.LayersModel {
  const random = randomStream(seed, 'initialiser');
  const images = tfl.input({ shape: [6, 6, 4], name: 'images' });
  let x = convNorm(images, { name: 'conv1', filters, groups: 2, random });
  x = convNorm(x, { name: 'conv2', filters: 16, groups: 4, stride: 2, random });
  const backbone = tfl.model({ inputs: images, outputs: x, name: 'grouped' });
  for (const name of ['conv1_norm', 'conv2_norm']) {
    const layer = backbone.getLayer(name);
    layer.setWeights(
      layer.getWeights().map(({ shape }, i) => tf.randomUniform(shape, 0.5, 1.5, 'float32', seed + i)),
    );
  }
  return backbone;
}

/** A backbone under a classifier. */
export function classifierOf(backbone: tfl.LayersModel): tfl.LayersModel {
  const pooled = tfl.layers.globalAveragePooling2d({ name: 'pool' }).apply(backbone.outputs[0]!);
  const logits = tfl.layers.dense({ name: 'classifier', units: 3 }).apply(pooled) as tfl.SymbolicTensor;
  return tfl.model({ inputs: backbone.inputs, outputs: logits });
}
