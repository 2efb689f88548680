import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadBackboneWeights } from '../files/load-weights';
import { type BackboneName, buildBackbone } from '../nets/backbones';
import type { JobContext } from './job';
import type { JobOptions } from './run';

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
    tell(`Backbone: ${count} weights from ${weights}`);
  }
  return model;
}

/** wasm backends before 4.6 have no gradient of pooling. */
function assertPoolingTrains(): void {
  const backend = tf.getBackend();
  if (tf.getKernel(tf.MaxPoolGrad, backend)) return;
  throw new Error(
    `This version of @tensorflow/tfjs-backend-${backend} cannot train a network that pools. ` +
      `Install one from 4.6 on: npm install @tensorflow/tfjs-backend-${backend}@latest`,
  );
}
