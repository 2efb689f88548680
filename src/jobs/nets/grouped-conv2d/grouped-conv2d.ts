import * as tf from '@tensorflow/tfjs-core';
import { denseBlocks } from './dense-blocks';
import type { GroupedConvolution } from './grouped-convolution';

/**
 * Input channels of the dense convolutions into which a grouped one is cut, by backend: few make many small kernels, many
 * make products with zeros. The fastest on ResNeXt-50's shapes, `npx tsx test/bench/grouped-convolution.ts --backend wasm`;
 * of webgl and webgpu on a software GPU.
 */
const blockWidths: Record<string, number> = { cpu: 1, wasm: 64, webgl: 1, webgpu: 16 };
const DEFAULT_WIDTH = 32;

/**
 * A grouped convolution by the way that is fastest on the active backend. Exact, with stock gradients.
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
