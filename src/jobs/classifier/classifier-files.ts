import type { LayersModel } from '@tensorflow/tfjs-layers';
import { shotBounds } from 'mbib';
import { assertOneOf, reject, show } from '../../checks';
import { resolveOptions } from '../../options';
import { notFiniteIn } from '../nets/not-finite-in';
import { modelCard } from './card/model-card';
import {
  assertDescription,
  CLASSIFIER_FORMAT,
  type ClassifierDescription,
  type ClassifierLabels,
} from './description';
import { type ClassifierFile, modelFiles } from './model-files';
import { type Quantisation, quantisations } from './quantise/quantise';
import { withPreprocessing } from './with-preprocessing';

/** Options of {@link classifierFiles}. */
export interface ClassifierFilesOptions {
  /** A smaller form of the weights. Left out, they are float32. */
  quantize?: Quantisation | undefined;
}

/** How {@link ClassifierFilesOptions} are read. */
export const classifierFilesOptions = {
  quantize: {
    check: (argument: string, value: Quantisation) => assertOneOf(argument, value, quantisations),
    default: undefined,
  },
} as const;

/**
 * The files of a classifier, as every job and the playground's page give it: `model.json`, which plain
 * `loadLayersModel` reads, `weights-<hash>.bin`, `labels.json` and `README.md`. Where its description has a preprocessing, the saved model takes pixels 0–255,
 * `[batch, height, width, channels]`, and gives probabilities, `[batch, classes]`.
 *
 * @param classifier takes what the network takes: normalised images, or features
 * @param description what the files say of it
 * @param options `quantize`: a smaller form of the weights
 * @returns the files, `model.json` first, as `tf.io.browserFiles` takes it, and the weights after it
 * @throws RangeError where the description does not fit the classifier, a weight is not finite, or a value of the description or of an option does
 *   not fit; TypeError where one is unknown, missing or of another type
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { cifarNormalisation, classifierFiles } from 'mbib/jobs';
 *
 * const classifier = tf.sequential({
 *   layers: [tf.layers.flatten({ inputShape: [32, 32, 3] }), tf.layers.dense({ units: 2, activation: 'softmax' })],
 * });
 * const files = await classifierFiles(classifier, {
 *   dataSet: 'My pictures',
 *   method: 'MBIB',
 *   labels: ['cat', 'dog'],
 *   samplesPerClass: [500, 20],
 *   preprocessing: cifarNormalisation,
 * });
 * console.log(files.map(({ name }) => name)); // ['model.json', 'weights-….bin', 'labels.json', 'README.md']
 * ```
 */
export async function classifierFiles(
  classifier: LayersModel,
  description: ClassifierDescription,
  options?: ClassifierFilesOptions,
): Promise<ClassifierFile[]> {
  const { quantize } = resolveOptions(options, classifierFilesOptions);
  await assertClassifier('classifier', classifier, description);
  const { preprocessing } = description;
  if (!preprocessing) {
    const files = await modelFiles(classifier, { format: CLASSIFIER_FORMAT, takes: 'features' }, quantize);
    return [...files, ...texts(description, files[1].name, { inputs: shapesOf(classifier), quantize })];
  }
  const { mean, std, shorterSide } = preprocessing;
  const [height, width, channels] = imageOf(classifier);
  const pixels = withPreprocessing(classifier, { mean, std });
  try {
    const metadata = {
      format: CLASSIFIER_FORMAT,
      takes: 'pixels',
      shorterSide: shorterSide ?? Math.min(height, width),
    } as const;
    const files = await modelFiles(pixels, metadata, quantize);
    const image = { height, width, channels, shorterSide: metadata.shorterSide };
    return [...files, ...texts(description, files[1].name, { image, quantize })];
  } finally {
    pixels.dispose();
  }
}

/** `labels.json` and `README.md`. */
export function texts(
  description: ClassifierDescription,
  weights: string,
  form: Parameters<typeof modelCard>[1],
): ClassifierFile[] {
  const { labels, samplesPerClass, bounds = shotBounds } = description;
  const content: ClassifierLabels = { weights, labels, samplesPerClass, bounds };
  return [
    { name: 'labels.json', content: `${JSON.stringify(content, null, 2)}\n` },
    { name: 'README.md', content: modelCard(description, form) },
  ];
}

/**
 * Throws unless a description can be read and has as many labels and counts as a classifier has probabilities, and the weights of the
 * classifier are finite.
 */
export async function assertClassifier(
  argument: string,
  { outputs, weights }: LayersModel,
  description: ClassifierDescription,
): Promise<void> {
  assertDescription(description);
  const { labels, samplesPerClass } = description;
  const shape = outputs[0]!.shape;
  if (outputs.length !== 1 || shape.length !== 2) {
    reject(argument, 'have one output, [batch, classes]', `[${shape.map((size) => size ?? 'any')}]`);
  }
  for (const [name, each] of Object.entries({ labels, samplesPerClass })) {
    if (each.length === shape[1]) continue;
    reject(`description.${name}`, `have one entry for each of ${shape[1]} classes`, show(each));
  }
  const wrong = await notFiniteIn(weights.map((weight) => [weight.originalName, weight.read()]));
  if (wrong) reject(argument, 'have finite weights (train it anew, with a lower learning rate)', wrong);
}

function imageOf({ inputs }: LayersModel): [height: number, width: number, channels: number] {
  const [, height, width, channels] = inputs[0]!.shape;
  if (inputs.length === 1 && inputs[0]!.shape.length === 4 && height && width && channels) {
    return [height, width, channels];
  }
  const shapes = inputs.map(({ shape }) => `[${shape.map((size) => size ?? 'any')}]`).join(', ');
  return reject('classifier', 'take images of a fixed size, [batch, height, width, channels]', shapes);
}

function shapesOf({ inputs }: LayersModel): (number | null)[][] {
  return inputs.map(({ shape }) => shape.slice(1));
}
