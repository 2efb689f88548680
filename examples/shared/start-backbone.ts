import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type BackboneName, buildBackbone } from './backbones';
import { loadBackboneWeights } from './load-weights';
import type { JobOptions, Run } from './run';

/** What {@link startBackbone} reads of a run's options. */
export interface BackboneJobOptions extends JobOptions {
  backbone: BackboneName;
  imageSize: number;
  /** A saved LayersModel to start from. */
  weights?: string;
}

/**
 * The backbone of a run, with random weights or those of a saved model; a resumed run has its own in the checkpoint.
 *
 * @throws Error where the saved model cannot be read or does not fit, or the backend cannot train it
 */
export async function startBackbone(run: Run<BackboneJobOptions>): Promise<LayersModel> {
  const { backbone, seed, imageSize, weights } = run.options;
  assertPoolingTrains();
  const model = buildBackbone(backbone, { seed, imageSize });
  if (weights !== undefined && !run.checkpoint) {
    const count = await loadBackboneWeights(model, weights);
    run.progress.line(`Backbone: ${count} weights from ${weights}`);
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
