import type { LayersModel } from '@tensorflow/tfjs-layers';
import { assertOneOf } from '../../checks';
import type { BackboneOptions } from './resnet/residual-network';
import { resnet10 } from './resnet/resnet10';
import { resnet50 } from './resnet/resnet50';
import { resnext50 } from './resnet/resnext50';

const backbones = { resnet10, resnet50, resnext50 };

/**
 * The names of the backbones for photographs, which {@link buildBackbone} makes.
 *
 * @example
 * ```ts
 * import { type BackboneName, backboneNames } from 'mbib/jobs';
 *
 * const isBackbone = (name: string): name is BackboneName => backboneNames.some((known) => known === name);
 * ```
 */
export const backboneNames = [
  'resnet10',
  'resnet50',
  'resnext50',
] as const satisfies (keyof typeof backbones)[];

/** One of {@link backboneNames}. */
export type BackboneName = (typeof backboneNames)[number];

/**
 * Makes a backbone for photographs, with random weights: a residual network without its pooling and classifier.
 *
 * @param name one of {@link backboneNames}
 * @param options seed of the weights, by default 0, and side of the images in pixels, by default 224
 * @returns a model from `[batch, imageSize, imageSize, 3]` to `[batch, ⌈imageSize/32⌉, ⌈imageSize/32⌉, channels]`, with 512
 * channels for `resnet10` and 2,048 for the others; its layers `stage1`..`stage4` are the outputs of its stages
 * @throws RangeError | TypeError where there is no such backbone, or an option is unknown or does not fit
 *
 * @example
 * ```ts
 * import { buildBackbone } from 'mbib/jobs';
 *
 * const backbone = buildBackbone('resnet10', { seed: 0, imageSize: 128 }); // ends in [batch, 4, 4, 512]
 * ```
 */
export function buildBackbone(name: BackboneName, options?: BackboneOptions): LayersModel {
  assertOneOf('name', name, backboneNames);
  return backbones[name](options);
}
