import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { joinedBytes } from '../../../joined-bytes';
import { greyWeights, type ImageForm } from '../../classifier/card/picture-form';
import type {
  ClassifierLabels,
  ClassifierMetadata,
  GraphBackboneMetadata,
} from '../../classifier/description';
import { weightsName } from '../../classifier/model-files';
import { importOptional } from '../optional-package';
import { loadFromFolder } from '../save-model';
import { ClassifierError } from './classifier-error';
import { readLabels } from './read-labels';
import { readMetadata } from './read-metadata';

/** A classifier of pictures from its files. */
export interface LoadedClassifier extends ClassifierLabels {
  /** The folder of its files. */
  folder: string;
  /** The image that it takes, and how it is cut out of a picture. */
  image: ImageForm;
  /**
   * Probabilities `[batch, classes]`, which the caller frees.
   *
   * @param pixels `[batch, height, width, 3]`, RGB from 0 to 255, whole numbers or floats; a classifier of grey images makes them grey. Images
   *   of as many channels as it takes are taken as they are
   */
  predict(pixels: tf.Tensor4D): tf.Tensor2D;
  /** Frees its weights. */
  dispose(): void;
}

/**
 * Loads a classifier of pictures that a job or the playground's page has saved.
 *
 * @param path the folder of a run, or of a classifier
 * @throws ClassifierError where there is none, it takes no pictures, or its files are of two classifiers; Error where a file cannot be
 * read, or a GraphModel is to be loaded without `@tensorflow/tfjs-converter`
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { loadClassifier } from 'mbib/jobs';
 *
 * declare const pixels: tf.Tensor4D; // [batch, height, width, 3], from 0 to 255
 * const classifier = await loadClassifier('runs/mine');
 * const best = tf.tidy(() => tf.argMax(classifier.predict(pixels), -1));
 * console.log(Array.from(await best.data(), (label) => classifier.labels[label]));
 * classifier.dispose();
 * ```
 */
export async function loadClassifier(path: string): Promise<LoadedClassifier> {
  const folder = classifierFolder(path);
  const isGraph = existsSync(join(folder, 'head', 'model.json'));
  const handler = loadFromFolder(isGraph ? join(folder, 'head') : folder);
  const artifacts = await handler.load!();
  const labels = await readLabels(folder);
  const metadata = readMetadata(folder, artifacts);
  assertOfOne(folder, labels, artifacts, isGraph);
  const model = await loadLayersModel(tf.io.fromMemory(artifacts));
  assertClasses(folder, labels, model);
  if (!metadata.backbone) return { ...labels, folder, ...pictureModel(model, metadata) };
  return { ...labels, folder, ...(await graphModel(folder, model, metadata.backbone)) };
}

/**
 * The classifier's folder, given it or that of its run.
 *
 * @throws ClassifierError where there is none
 */
export function classifierFolder(path: string): string {
  for (const folder of [path, join(path, 'classifier')]) {
    if (existsSync(join(folder, 'model.json')) || existsSync(join(folder, 'head', 'model.json')))
      return folder;
  }
  const reason = !existsSync(path)
    ? `There is no run and no classifier in ${path}.`
    : existsSync(join(path, 'log.jsonl'))
      ? `The run in ${path} has no classifier yet: it gets one when it has finished.`
      : `${path} holds neither a run nor a classifier (no log.jsonl, no model.json).`;
  throw new ClassifierError(path, reason);
}

function assertClasses(folder: string, { labels }: ClassifierLabels, { outputs }: LayersModel): void {
  const classes = outputs[0]!.shape.at(-1);
  if (classes === labels.length) return;
  const reason = `labels.json has ${labels.length} classes, model.json ${classes}`;
  throw new ClassifierError(folder, `The files in ${folder} are of two classifiers or damaged: ${reason}.`);
}

/** The names say which files belong together; the hash says whether the weights are what their name says. */
function assertOfOne(
  folder: string,
  { weights }: ClassifierLabels,
  { weightData }: tf.io.ModelArtifacts,
  isGraph: boolean,
): void {
  const name = `${isGraph ? 'head/' : ''}${weightsName(joinedBytes(weightData))}`;
  if (weights === name) return;
  const reason = `labels.json belongs to ${weights}, model.json to weights whose name would be ${name}`;
  throw new ClassifierError(folder, `The files in ${folder} are of two classifiers or damaged: ${reason}.`);
}

type Pictures = Pick<LoadedClassifier, 'image' | 'predict' | 'dispose'>;

function pictureModel(model: LayersModel, { shorterSide }: ClassifierMetadata): Pictures {
  const [, height, width, channels] = model.inputs[0]!.shape as number[];
  const image = { height: height!, width: width!, channels: channels! };
  return {
    image: { ...image, shorterSide: shorterSide ?? Math.min(height!, width!) },
    predict: (pixels) => tf.tidy(() => model.predictOnBatch(inChannels(pixels, channels!)) as tf.Tensor2D),
    dispose: () => model.dispose(),
  };
}

function inChannels(pixels: tf.Tensor4D, channels: number): tf.Tensor4D {
  if (channels === 3 || pixels.shape[3] === channels) return pixels;
  return tf.sum(tf.mul(pixels, tf.tensor1d([...greyWeights])), -1, true);
}

async function graphModel(
  folder: string,
  head: LayersModel,
  { node, size, mean, std, shorterSide }: GraphBackboneMetadata,
): Promise<Pictures> {
  const [height, width] = size;
  const { loadGraphModel } = (await importOptional('@tensorflow/tfjs-converter', {
    title: '@tensorflow/tfjs-converter, which loads GraphModels,',
  })) as typeof import('@tensorflow/tfjs-converter');
  const backbone = await loadGraphModel(loadFromFolder(join(folder, 'backbone')));
  return {
    image: { height, width, channels: mean.length, shorterSide: shorterSide ?? Math.min(height, width) },
    predict: (pixels) =>
      tf.tidy(() => {
        const scaled = tf.div(inChannels(pixels, mean.length), 255);
        const normalised = tf.div(tf.sub(scaled, tf.tensor1d([...mean])), tf.tensor1d([...std]));
        return head.predictOnBatch(backbone.execute(normalised, node) as tf.Tensor) as tf.Tensor2D;
      }),
    dispose() {
      head.dispose();
      backbone.dispose();
    },
  };
}
