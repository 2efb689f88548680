import type { LayersModel } from '@tensorflow/tfjs-layers';
import { assertOneOf } from '../../checks';
import type { BackboneOptions } from './residual-network';
import { resnet10 } from './resnet10';
import { resnet50 } from './resnet50';
import { resnext50 } from './resnext50';

const backbones = { resnet10, resnet50, resnext50 };

/** The names of the backbones for photographs. */
export const backboneNames = [
  'resnet10',
  'resnet50',
  'resnext50',
] as const satisfies (keyof typeof backbones)[];

/** One of {@link backboneNames}. */
export type BackboneName = (typeof backboneNames)[number];

/**
 * Makes a backbone for photographs, with random weights.
 *
 * @param name one of {@link backboneNames}
 * @param options seed of the weights and size of the images
 * @returns a model whose layers `stage1`..`stage4` are the outputs of its stages
 * @throws RangeError | TypeError where there is no such backbone, or an option is unknown or does not fit
 *
 * @example
 * ```ts
 * const backbone = buildBackbone('resnet50', { seed: 0, imageSize: 224 });
 * ```
 */
export function buildBackbone(name: BackboneName, options?: BackboneOptions): LayersModel {
  assertOneOf('name', name, backboneNames);
  return backbones[name](options);
}
