import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type ClassifierFilesOptions, classifierFiles } from '../../classifier/classifier-files';
import type { ClassifierDescription } from '../../classifier/description';
import { writeClassifier } from './write-classifier';

/**
 * Saves a classifier to a folder as every job does: `weights-<hash>.bin`, `model.json`, `labels.json` and `README.md`, see
 * {@link classifierFiles}. Weights of another classifier that were in the folder are taken away.
 *
 * @param folder created where it does not exist
 * @param classifier takes what the network takes: normalised images, or features
 * @param description what the files say of it
 * @param options `quantize`: a smaller form of the weights
 * @throws Error where a file cannot be written; RangeError or TypeError where an argument does not fit
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { imagenetNormalisation, saveClassifier } from 'mbib/jobs';
 *
 * const classifier = tf.sequential({
 *   layers: [tf.layers.flatten({ inputShape: [32, 32, 3] }), tf.layers.dense({ units: 2, activation: 'softmax' })],
 * });
 * const description = {
 *   dataSet: 'My pictures',
 *   method: 'MBIB',
 *   labels: ['cat', 'dog'],
 *   samplesPerClass: [500, 20],
 *   preprocessing: imagenetNormalisation,
 * };
 * await saveClassifier('runs/pets/classifier', classifier, description, { quantize: 'uint8' });
 * ```
 */
export async function saveClassifier(
  folder: string,
  classifier: LayersModel,
  description: ClassifierDescription,
  options?: ClassifierFilesOptions,
): Promise<void> {
  await writeClassifier(folder, await classifierFiles(classifier, description, options));
}
