import { tensor1d } from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { reject } from '../../checks';
import { resolveOptions } from '../../options';
import { type Normalisation, normalisationOptions } from '../data/preprocessing/normalisations';

/** Name of the layer whose weights are the constants. */
const NAME = 'preprocessing';

/**
 * A classifier that takes pixels: the classifier behind layers that normalise, `(pixel / 255 − mean) / std`. These are layers of
 * tfjs itself, so a saved model loads without mbib: `rescaling`, which takes whole numbers and floats alike, and, where the channels
 * differ, a `batchNormalization` that stays as it is. The classifier is not copied: its weights are shared, and `dispose` of the
 * result leaves them.
 *
 * @param classifier takes normalised images `[batch, height, width, channels]`
 * @param normalisation mean and standard deviation of each channel, of pixels between 0 and 1
 * @returns a model that takes pixels 0–255 in the same shape, int32 or float32, and gives what the classifier gives
 * @throws RangeError where the classifier does not take one batch of images of as many channels as there are constants, or a
 *   constant does not fit; TypeError where one is missing or of another type
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { cifarNormalisation, withPreprocessing } from 'mbib/jobs';
 *
 * const normalised = tf.sequential({
 *   layers: [tf.layers.flatten({ inputShape: [32, 32, 3] }), tf.layers.dense({ units: 10, activation: 'softmax' })],
 * });
 * const classifier = withPreprocessing(normalised, cifarNormalisation);
 * const pixels = tf.randomUniform([1, 32, 32, 3], 0, 256, 'int32');
 * const probabilities = classifier.predict(pixels);
 * ```
 */
export function withPreprocessing(classifier: LayersModel, normalisation: Normalisation): LayersModel {
  const { mean, std } = resolveOptions(normalisation, normalisationOptions, 'normalisation');
  const [, height, width, channels] = imageShape(classifier);
  if (mean.length !== channels || std.length !== channels) {
    const figures = `${mean.length} means and ${std.length} deviations`;
    reject('normalisation', `have ${channels} channels, as the classifier's images have`, figures);
  }
  const pixels = input({ shape: [height!, width!, channels!], name: 'pixels' });
  const before = preprocessingLayers(mean, std);
  const normalised = before.reduce((x, layer) => layer.apply(x) as SymbolicTensor, pixels);
  setConstants(before[1], mean, std);
  const probabilities = classifier.apply(normalised) as SymbolicTensor;
  const whole = model({ inputs: pixels, outputs: probabilities, name: 'classifier' });
  // tfjs would free the classifier along. This gives back what was taken: a use of each layer, and one of the classifier.
  whole.dispose = () => [...before, classifier].map((layer) => layer.dispose()).at(-1)!;
  return whole;
}

function imageShape({ inputs }: LayersModel): (number | null)[] {
  const shape = inputs[0]!.shape;
  if (inputs.length !== 1 || shape.length !== 4) {
    const shapes = inputs.map((each) => `[${each.shape.map((size) => size ?? 'any')}]`).join(', ');
    reject('classifier', 'take one batch of images, [batch, height, width, channels]', shapes);
  }
  return shape;
}

/** One factor and one offset do for channels that are alike; others get a batch normalisation behind. */
function preprocessingLayers(mean: readonly number[], std: readonly number[]): layers.Layer[] {
  const alike = [mean, std].every((figures) => figures.every((figure) => figure === figures[0]));
  const [scale, offset] = alike ? [1 / (255 * std[0]!), -mean[0]! / std[0]!] : [1 / 255, 0];
  const rescaling = layers.rescaling({ scale, offset, name: 'pixels_to_floats' });
  if (alike) return [rescaling];
  const fixed = { name: NAME, trainable: false, center: false, scale: false, epsilon: 0 };
  return [rescaling, layers.batchNormalization(fixed)];
}

function setConstants(
  fixed: layers.Layer | undefined,
  mean: readonly number[],
  std: readonly number[],
): void {
  if (!fixed) return;
  const figures = [tensor1d([...mean]), tensor1d(std.map((deviation) => deviation ** 2))];
  fixed.setWeights(figures);
  for (const tensor of figures) tensor.dispose();
}
