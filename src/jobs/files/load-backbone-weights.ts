import { basename, dirname } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { takeWeights } from '../nets/take-weights';
import { loadFromFolder } from './save-model';

/**
 * Starts a backbone from a saved LayersModel, see {@link takeWeights}.
 *
 * @param model the backbone; nothing is written to it where an error is thrown
 * @param saved the folder of the saved model, or its `model.json`
 * @returns how many weights were taken
 * @throws Error where the file cannot be read, lacks a weight of the backbone, has it in another shape or with a value that is not finite
 *
 * @example
 * ```ts
 * const count = await loadBackboneWeights(buildBackbone('resnet50'), 'runs/a/classifier');
 * ```
 */
export async function loadBackboneWeights(model: LayersModel, saved: string): Promise<number> {
  const folder = basename(saved) === 'model.json' ? dirname(saved) : saved;
  return takeWeights(model, await loadFromFolder(folder).load!(), saved);
}
