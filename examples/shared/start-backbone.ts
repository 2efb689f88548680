import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type BackboneName, buildBackbone } from './backbones';
import { loadBackboneWeights } from './load-weights';
import type { JobOptions, Run } from './run';

/** What {@link startBackbone} reads of a run's options. */
export interface BackboneOptions extends JobOptions {
  backbone: BackboneName;
  imageSize: number;
  /** A saved LayersModel to start from. */
  weights?: string;
}

/**
 * The backbone of a run, with random weights or those of a saved model; a resumed run has its own in the checkpoint.
 *
 * @throws Error where the saved model cannot be read or does not fit
 */
export async function startBackbone(run: Run<BackboneOptions>): Promise<LayersModel> {
  const { backbone, seed, imageSize, weights } = run.options;
  const model = buildBackbone(backbone, { seed, imageSize });
  if (weights !== undefined && !run.checkpoint) {
    const count = await loadBackboneWeights(model, weights);
    run.progress.line(`Backbone: ${count} weights from ${weights}`);
  }
  return model;
}
