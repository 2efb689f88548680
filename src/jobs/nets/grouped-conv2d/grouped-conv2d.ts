import * as tf from '@tensorflow/tfjs-core';
import { denseBlocks } from './dense-blocks';
import type { GroupedConvolution } from './grouped-convolution';

/**
 * How many input channels each dense convolution has that a grouped one is cut into, by backend. With few channels there are
 * many small kernels to start, with many there are products with zeros. These were the fastest for the shapes of ResNeXt-50
 * (`npx tsx test/bench/grouped-convolution.ts --backend wasm`); those of webgl and webgpu were measured on a software GPU.
 */
const blockWidths: Record<string, number> = { cpu: 1, wasm: 64, webgl: 1, webgpu: 16 };
const DEFAULT_WIDTH = 32;

/**
 * A grouped convolution, computed by the dense convolutions that are fastest on the current backend. Its gradients are those of
 * tfjs.
 *
 * @param x `[batch, height, width, in]`
 * @param kernel `[kernelHeight, kernelWidth, in/groups, out]`
 * @returns `[batch, outHeight, outWidth, out]`
 *
 * @example
 * ```ts
 * const y = groupedConv2d(x, kernel, { groups: 32, strides: [1, 1], padding: 'same' });
 * ```
 */
export const groupedConv2d: GroupedConvolution = (x, kernel, options) => {
  const width = blockWidths[tf.getBackend()] ?? DEFAULT_WIDTH;
  return denseBlocks(groupsTogether(options.groups, width / kernel.shape[2]))(x, kernel, options);
};

/** The largest divisor of `groups` that is at most `most`, or 1. */
function groupsTogether(groups: number, most: number): number {
  for (let together = Math.min(groups, Math.floor(most)); together > 1; together--) {
    if (groups % together === 0) return together;
  }
  return 1;
}
