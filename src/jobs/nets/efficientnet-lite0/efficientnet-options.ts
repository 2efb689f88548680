import type { io } from '@tensorflow/tfjs-core';
import { assertOneOf, rejectType, show, wholeNumberFrom } from '../../../checks';
import { type BackboneOptions, photoSize } from '../resnet/residual-network';
import { seedOptions } from '../seed-options';

/** Options of {@link efficientNetLite0}. */
export interface EfficientNetOptions extends BackboneOptions {
  /** `'imagenet'`, the default, for the weights that ImageNet was learnt with, or null for random ones. */
  weights?: 'imagenet' | null;
  /**
   * Where the weights are read from: the address of `model.json`, or a handler of TensorFlow.js. In Node a path of the file or of
   * its folder, too, and by default the file in the package; in a page it has to be given.
   */
  from?: string | io.IOHandler;
}

/** How {@link EfficientNetOptions} are read. */
export const efficientNetOptions = {
  ...seedOptions,
  imageSize: { check: wholeNumberFrom(1), default: photoSize },
  weights: { check: assertWeights, default: 'imagenet' },
  from: { check: assertSource, default: undefined },
} as const;

function assertWeights(argument: string, weights: 'imagenet' | null): void {
  if (weights !== null) assertOneOf(argument, weights, ['imagenet']);
}

function assertSource(argument: string, from: string | io.IOHandler): void {
  if (typeof from === 'string' || typeof from?.load === 'function') return;
  rejectType(argument, 'be the address of a model.json or a handler with `load`', show(from));
}
