import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import {
  type ClassifierDescription,
  type ClassifierLabels,
  type ClassifierMetadata,
  classifierFiles,
  weightsName,
  withPreprocessing,
  zip,
} from 'mbib/jobs';

/** The files of a saved classifier. */
export interface ModelFiles {
  /** The text of model.json. */
  json: string;
  weights: ArrayBuffer;
  /** The text of labels.json. */
  labels?: string;
}

/** The shape of a classifier's images, and the names of its classes. */
export interface ClassifierForm {
  shape: [height: number, width: number, channels: number];
  classNames: string[];
}

/** A classifier that takes pixels 0..255, and the names of its classes. */
export interface PixelClassifier {
  model: LayersModel;
  classNames: readonly string[];
}

/** What model.json of an earlier version of this page has besides tfjs's own entries. Its classifiers do not normalise. */
interface EarlierMetadata {
  classNames?: string[];
  mean?: number[];
  std?: number[];
}

/** A classifier as one zip archive: its folder is that of every job. */
export async function saveClassifier(
  classifier: LayersModel,
  description: ClassifierDescription,
): Promise<ArrayBuffer> {
  return zip(await classifierFiles(classifier, description)).buffer as ArrayBuffer;
}

/**
 * Loads a classifier from its files.
 *
 * @throws Error where they are not the files of one classifier of images that takes pixels
 */
export async function loadClassifier({ json, weights, labels }: ModelFiles): Promise<PixelClassifier> {
  const parsed = parsedModel(json);
  const specs = tf.io.getWeightSpecs(parsed.weightsManifest);
  const file = parsed.weightsManifest[0]?.paths[0];
  assertWeights(file, specs, weights);
  const named = labels === undefined ? undefined : (parsedJson(labels, 'labels.json') as ClassifierLabels);
  if (named && named.weights !== file) throw new Error('labels.json and model.json are not of one download.');
  const artifacts = await tf.io.getModelArtifactsForJSON(parsed, async () => [specs, weights]);
  const classifier = await loadLayersModel(tf.io.fromMemory(artifacts));
  try {
    return pixelClassifier(classifier, parsed.userDefinedMetadata ?? {}, named?.labels);
  } catch (error) {
    classifier.dispose();
    throw error;
  }
}

/** The shape of a classifier's images, and the names of its classes. */
export function formOf({ model, classNames }: PixelClassifier): ClassifierForm {
  const [, height, width, channels] = model.inputs[0]!.shape as number[];
  return { shape: [height!, width!, channels!], classNames: [...classNames] };
}

/**
 * Computes the probability of each class for one image.
 *
 * @param pixels `[height, width, channels]` of the classifier's input, 0..255
 */
export async function classify(model: LayersModel, pixels: Uint8Array): Promise<number[]> {
  const [, ...shape] = model.inputs[0]!.shape as [null, number, number, number];
  const probabilities = tf.tidy(() => model.predictOnBatch(tf.tensor4d(pixels, [1, ...shape])) as tf.Tensor);
  const values = Array.from(await probabilities.data());
  probabilities.dispose();
  return values;
}

function parsedModel(json: string): tf.io.ModelJSON {
  const parsed = parsedJson(json, 'model.json') as tf.io.ModelJSON;
  if (!parsed?.modelTopology || !parsed.weightsManifest) {
    throw new Error(
      'model.json holds no layers model of TensorFlow.js. Choose one that was downloaded here.',
    );
  }
  return parsed;
}

function parsedJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${name} is no JSON. Choose the files of one download.`, { cause });
  }
}

/** The name of weights is their hash; those of earlier versions have but a length. */
function assertWeights(
  file: string | undefined,
  specs: tf.io.WeightsManifestEntry[],
  weights: ArrayBuffer,
): void {
  if (file?.startsWith('weights-')) {
    if (file === weightsName(new Uint8Array(weights))) return;
    throw new Error(`The weights are not ${file}, which model.json names: the two are not of one download.`);
  }
  const bytes = specs.reduce(
    (sum, { shape, dtype }) =>
      sum + tf.util.sizeFromShape(shape) * tf.util.bytesPerElement(dtype as 'float32'),
    0,
  );
  if (bytes === weights.byteLength) return;
  throw new Error(
    `The weights have ${weights.byteLength} bytes, model.json describes ${bytes}: the two are not of one download.`,
  );
}

function pixelClassifier(
  classifier: LayersModel,
  metadata: { mbib?: ClassifierMetadata } & EarlierMetadata,
  labels: readonly string[] | undefined,
): PixelClassifier {
  if (classifier.inputs[0]?.shape.length !== 4 || classifier.outputs[0]?.shape.length !== 2) {
    throw new Error('The model is no image classifier: it has to take images and give one number a class.');
  }
  const { mbib, mean, std, classNames = labels } = metadata;
  const names = classNames ?? Array.from({ length: classifier.outputs[0].shape[1]! }, (_, k) => String(k));
  if (mbib?.takes === 'pixels') return { model: classifier, classNames: names };
  if (mean && std) return { model: withPreprocessing(classifier, { mean, std }), classNames: names };
  throw new Error('model.json does not say how images are normalised. Choose one that was downloaded here.');
}
