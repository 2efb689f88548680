import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import golden from '../golden/efficientnet-lite0.json';
import { cosine } from './cosine';
import { drawnPicture } from './drawn-picture';

/** The pictures for which the golden file has what the original computes. */
export const pictures = golden.images.map(({ size, seed }) => ({ size, seed }));

/**
 * How near a network's features are to those of the original, for a picture of the golden file: for each of `stage1`..`stage4` the
 * cosine between the means over the map.
 */
export async function stageCosines(net: LayersModel, { size, seed }: { size: number; seed: number }) {
  const { features } = golden.images.find((image) => image.size === size && image.seed === seed)!;
  const outputs = Object.keys(features).map((stage) => net.getLayer(stage).output as SymbolicTensor);
  const taps = model({ inputs: net.inputs, outputs });
  const means = tf.tidy(() => {
    const maps = taps.predict(tf.div(tf.sub(drawnPicture(size, seed), 127), 128)) as tf.Tensor4D[];
    return maps.map((map) => tf.mean(map, [0, 1, 2]));
  });
  const vectors = await Promise.all(means.map((each) => each.data()));
  tf.dispose(means);
  return Object.values(features).map((expected, i) => cosine(vectors[i]!, expected));
}
