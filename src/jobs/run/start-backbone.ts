import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadBackboneWeights } from '../files/load-backbone-weights';
import { type BackboneName, buildBackbone } from '../nets/build-backbone';
import { expertsOf } from '../nets/experts/experts-of';
import type { JobContext, JobOptions } from './job';

/** What {@link startBackbone} reads of a run's options. */
export interface BackboneJobOptions extends JobOptions {
  /** Name of the network. */
  backbone: BackboneName;
  /** Side of the images in pixels, a multiple of 4. */
  imageSize: number;
  /** Path of a saved LayersModel whose weights the network starts from: its folder, or its `model.json`. Default random weights. */
  weights?: string;
}

/**
 * Makes the backbone of a run, with random weights or those of a saved model, which is told to whoever listens to the run. A
 * resumed run reads no saved model: its checkpoint has its weights.
 *
 * @param options of the run: name of the network, seed of its weights, side of the images in pixels, saved model, and the method with
 *   its experts
 * @param context what the job's recipe was given
 * @returns the model that `buildBackbone` makes
 * @throws Error where the saved model cannot be read or does not fit, or the backend cannot train a network that pools; RangeError
 * or TypeError where an option does not fit
 *
 * @example
 * ```ts
 * import { type BackboneJobOptions, buildNet, type JobContext, pickLossOptions, startBackbone } from 'mbib/jobs';
 *
 * declare const options: BackboneJobOptions; // what a recipe is given
 * declare const context: JobContext;
 * declare const samplesPerClass: number[];
 * const net = buildNet(options.method, await startBackbone(options, context), ['stage2', 'stage3', 'stage4'], {
 *   ...pickLossOptions(options),
 *   samplesPerClass,
 *   seed: options.seed,
 * });
 * ```
 */
export async function startBackbone(
  options: BackboneJobOptions,
  { tell, resumed }: JobContext,
): Promise<LayersModel> {
  assertPoolingTrains();
  const { backbone, seed, imageSize, weights } = options;
  const model = buildBackbone(backbone, { seed, imageSize, experts: expertsOf(options) });
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
