import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadBackboneWeights } from '../files/load-backbone-weights';
import { type BackboneName, buildBackbone } from '../nets/build-backbone';
import type { JobContext, JobOptions } from './job';

/** What {@link startBackbone} reads of a run's options. */
export interface BackboneJobOptions extends JobOptions {
  /** The network, by its name. */
  backbone: BackboneName;
  /** Side of the images in pixels, a multiple of 4. */
  imageSize: number;
  /** A saved LayersModel to start from. */
  weights?: string;
}

/**
 * The backbone of a run, with random weights or those of a saved model; a resumed run has its own in the checkpoint.
 *
 * @throws Error where the saved model cannot be read or does not fit, or the backend cannot train it
 */
export async function startBackbone(
  { backbone, seed, imageSize, weights }: BackboneJobOptions,
  { tell, resumed }: JobContext,
): Promise<LayersModel> {
  assertPoolingTrains();
  const model = buildBackbone(backbone, { seed, imageSize });
  if (weights !== undefined && !resumed) {
    const count = await loadBackboneWeights(model, weights);
    tell({ type: 'weights', count, from: weights });
  }
  return model;
}

/** wasm backends before 4.6 have no gradient of pooling. */
function assertPoolingTrains(): void {
  const backend = tf.getBackend();
  if (tf.getKernel(tf.MaxPoolGrad, backend)) return;
  throw new Error(
    `The ${backend} backend of TensorFlow.js ${tf.version_core} cannot train a network that pools; that of 4.6 and later can. ` +
      'Move all packages of TensorFlow.js in this project to one later version, 4.22.0 for one.',
  );
}
