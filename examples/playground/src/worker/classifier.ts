import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { digitsNormalisation, normalise } from 'mbib/jobs';
import type { TrainingData } from '../data/training-data';
import type { ClassifierForm, ModelFiles } from './messages';

const WEIGHTS_FILE = 'weights.bin';

/** What model.json has besides tfjs's own entries: the names of the classes, and how images are normalised. */
interface Metadata {
  classNames?: string[];
  mean?: number[];
  std?: number[];
}

/** Adds to a classifier what a page needs to know when it loads the saved one. */
export function addMetadata(classifier: LayersModel, { train, augmentation }: TrainingData): void {
  const { mean, std } = augmentation;
  classifier.setUserDefinedMetadata({ classNames: train.classNames, mean, std });
}

/** Makes the files of a classifier, model.json and weights.bin, which `tf.loadLayersModel` reads. */
export async function saveClassifier(classifier: LayersModel): Promise<ModelFiles> {
  let files: ModelFiles | undefined;
  await classifier.save(
    tf.io.withSaveHandler(async (artifacts) => {
      const { weightData, weightSpecs, ...model } = artifacts;
      const weightsManifest = [{ paths: [WEIGHTS_FILE], weights: weightSpecs }];
      files = {
        json: JSON.stringify({ ...model, weightsManifest }),
        weights: tf.io.CompositeArrayBuffer.join(weightData),
      };
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
  return files!;
}

/**
 * Loads a classifier from its files.
 *
 * @throws Error where they are not the files of an image classifier made of tfjs's own layers
 */
export async function loadClassifier({ json, weights }: ModelFiles): Promise<LayersModel> {
  let parsed: tf.io.ModelJSON;
  try {
    parsed = JSON.parse(json);
  } catch (cause) {
    throw new Error('model.json is no JSON. Choose the model.json and the weights.bin of one download.', {
      cause,
    });
  }
  if (!parsed?.modelTopology || !parsed.weightsManifest) {
    throw new Error(
      'model.json holds no layers model of TensorFlow.js. Choose one that was downloaded here.',
    );
  }
  const specs = tf.io.getWeightSpecs(parsed.weightsManifest);
  const bytes = specs.reduce(
    (sum, { shape, dtype }) =>
      sum + tf.util.sizeFromShape(shape) * tf.util.bytesPerElement(dtype as 'float32'),
    0,
  );
  if (bytes !== weights.byteLength) {
    throw new Error(
      `weights.bin has ${weights.byteLength} bytes, model.json describes ${bytes}: the two are not of one download.`,
    );
  }
  const artifacts = await tf.io.getModelArtifactsForJSON(parsed, async () => [specs, weights]);
  const classifier = await loadLayersModel(tf.io.fromMemory(artifacts));
  if (classifier.inputs[0]?.shape.length !== 4 || classifier.outputs[0]?.shape.length !== 2) {
    classifier.dispose();
    throw new Error('The model is no image classifier: it has to take images and give one number a class.');
  }
  return classifier;
}

/** The shape of a classifier's images, and the names of its classes. */
export function formOf(classifier: LayersModel): ClassifierForm {
  const [, height, width, channels] = classifier.inputs[0]!.shape as number[];
  const classes = classifier.outputs[0]!.shape[1]!;
  const { classNames } = metadataOf(classifier);
  return {
    shape: [height!, width!, channels!],
    classNames: classNames ?? Array.from({ length: classes }, (_, k) => String(k)),
  };
}

/**
 * Computes the probability of each class for one image.
 *
 * @param pixels `[height, width, channels]` of the classifier's input, 0..255
 */
export async function classify(classifier: LayersModel, pixels: Uint8Array): Promise<number[]> {
  const { shape, classNames } = formOf(classifier);
  const [height, width, channels] = shape;
  const image = {
    images: pixels,
    labels: new Int32Array(1),
    height,
    width,
    channels,
    classes: classNames.length,
  };
  const { mean, std } = metadataOf(classifier);
  const normalisation = mean && std ? { mean, std } : digitsNormalisation;
  const probabilities = tf.tidy(() => {
    const input = tf.tensor4d(normalise({ ...image, classNames }, [0], normalisation), [1, ...shape]);
    return classifier.predictOnBatch(input) as tf.Tensor;
  });
  const values = Array.from(await probabilities.data());
  probabilities.dispose();
  return values;
}

function metadataOf(classifier: LayersModel): Metadata {
  return (classifier.getUserDefinedMetadata() ?? {}) as Metadata;
}
