import type * as tf from '@tensorflow/tfjs-core';
import { FLOAT_BYTES, roundUp } from '../../../simd-sizes';
import { withScratch } from '../scratch';
import { ROWS_AT_ONCE, type SimdExports } from '../simd-exports';
import type { WasmBackend } from '../wasm-backend';
import type { ConvolutionProcedure } from './convolution';
import { type Band, forEachBlock, TILE } from './tiling';
import {
  FREQUENCIES,
  type Images,
  outputBand,
  type Placement,
  transformInputBand,
  type WinogradPlan,
  type WinogradScratch,
  winogradPlan,
  winogradScratchSizes,
} from './winograd-plan';

/** A bank of 3×3 filters in wasm memory; strides in bytes. */
interface Filters {
  pointer: number;
  yStride: number;
  xStride: number;
  inStride: number;
  outStride: number;
}

const inputImages = (conv: tf.backend_util.Conv2DInfo, pointer: number): Images => ({
  pointer,
  height: conv.inHeight,
  width: conv.inWidth,
  channels: conv.inChannels,
});

const outputImages = (conv: tf.backend_util.Conv2DInfo, pointer: number): Images => ({
  pointer,
  height: conv.outHeight,
  width: conv.outWidth,
  channels: conv.outChannels,
});

/** A 3×3 convolution of stride 1 by Winograd's F(4×4, 3×3). */
export const winogradConvolution: ConvolutionProcedure = (backend, simd, conv, x, filter, y) => {
  const { inChannels, outChannels, batchSize, padInfo } = conv;
  const xStride = FLOAT_BYTES * inChannels * outChannels;
  const filters = {
    pointer: filter,
    yStride: 3 * xStride,
    xStride,
    inStride: FLOAT_BYTES * outChannels,
    outStride: FLOAT_BYTES,
  };
  const at = { batch: batchSize, top: padInfo.top, left: padInfo.left };
  convolve(backend, simd, inputImages(conv, x), filters, outputImages(conv, y), at);
};

/**
 * The gradient of such a convolution with respect to its input: a convolution of `dy` by the filter rotated by 180° with
 * its channels exchanged.
 */
export const winogradInputGradient: ConvolutionProcedure = (backend, simd, conv, dy, filter, dx) => {
  const { inChannels, outChannels, batchSize, padInfo } = conv;
  const xStride = FLOAT_BYTES * inChannels * outChannels;
  const filters = {
    pointer: filter + 8 * xStride,
    yStride: -3 * xStride,
    xStride: -xStride,
    inStride: FLOAT_BYTES,
    outStride: FLOAT_BYTES * outChannels,
  };
  const at = { batch: batchSize, top: 2 - padInfo.top, left: 2 - padInfo.left };
  convolve(backend, simd, outputImages(conv, dy), filters, inputImages(conv, dx), at);
};

/** A 3×3 convolution of stride 1 that writes `y`, with zeros wherever it reads outside `x`. */
function convolve(
  backend: WasmBackend,
  simd: SimdExports,
  x: Images,
  filters: Filters,
  y: Images,
  at: Placement,
): void {
  const plan = winogradPlan(x, y, at);
  const { xChannels, yChannels, xStride, yStride, filterStride } = plan;
  withScratch(backend, winogradScratchSizes(plan), (scratch) => {
    const { filter, xTiles, yTiles } = scratch;
    transformFilter(simd, plan, filters, scratch);
    forEachBlock(plan.tiling, (bands, tiles) => {
      for (const band of bands) transformInputBand(simd, plan, band, scratch);
      simd.multiply(
        FREQUENCIES,
        xTiles,
        xStride,
        filter,
        filterStride,
        yTiles,
        yStride,
        roundUp(tiles, ROWS_AT_ONCE),
        xChannels,
        yChannels,
      );
      for (const band of bands) writeOutputBand(simd, plan, band, scratch);
    });
  });
}

/** Writes `G g Gᵀ` of the filters to `filter`. */
function transformFilter(
  simd: SimdExports,
  { x, y, xChannels, yChannels }: WinogradPlan,
  { pointer, yStride, xStride, inStride, outStride }: Filters,
  { filter, temporary }: WinogradScratch,
): void {
  simd.transformFilter(
    pointer,
    yStride,
    xStride,
    inStride,
    outStride,
    x.channels,
    y.channels,
    filter,
    xChannels,
    yChannels,
    temporary,
  );
}

/**
 * Writes `Aᵀ M A` of the tiles of a band to `y`, through `yImage`: a tile is some pixels of four rows, and memory that is in no cache is
 * written and read faster as one piece.
 */
function writeOutputBand(simd: SimdExports, plan: WinogradPlan, band: Band, scratch: WinogradScratch): void {
  const { y, tiling, yChannels, yStride, width, imageChannels } = plan;
  const { temporary, yImage } = scratch;
  const { pointer, rows, tiles } = outputBand(plan, band, scratch);
  simd.transformOutput(
    tiles,
    yChannels,
    yStride,
    yImage,
    band.tileRows,
    tiling.tileColumns,
    imageChannels,
    temporary,
  );
  simd.cropImage(yImage, width, imageChannels, pointer, rows, y.width, y.channels);
}

/** The gradient of a 3×3 convolution of stride 1 with respect to its filter, by the adjoint of F(4×4, 3×3). */
export const winogradFilterGradient: ConvolutionProcedure = (backend, simd, conv, x, dy, target) => {
  const at = { batch: conv.batchSize, top: conv.padInfo.top, left: conv.padInfo.left };
  const plan = winogradPlan(inputImages(conv, x), outputImages(conv, dy), at);
  const { xChannels, yChannels, xStride, yStride, filterStride } = plan;
  const sizes = winogradScratchSizes(plan);
  withScratch(backend, sizes, (scratch) => {
    const { temporary, filter, xTiles, yTiles } = scratch;
    simd.clear(filter, sizes.filter);
    forEachBlock(plan.tiling, (bands, tiles) => {
      for (const band of bands) {
        transformInputBand(simd, plan, band, scratch);
        transformUpstreamBand(simd, plan, band, scratch);
      }
      simd.accumulate(
        FREQUENCIES,
        xTiles,
        xStride,
        yTiles,
        yStride,
        filter,
        filterStride,
        xChannels,
        tiles,
        yChannels,
      );
    });
    const { inChannels, outChannels } = conv;
    simd.transformFilterGradient(filter, xChannels, yChannels, target, inChannels, outChannels, temporary);
  });
};

/** Writes `A e Aᵀ` of the tiles of a band of the upstream gradient, the plan's `y`, to `yTiles`, through `yImage`. */
function transformUpstreamBand(
  simd: SimdExports,
  plan: WinogradPlan,
  band: Band,
  scratch: WinogradScratch,
): void {
  const { y, tiling, yChannels, yStride, width, imageChannels, yMargins } = plan;
  const { temporary, yImage } = scratch;
  const { pointer, rows, tiles } = outputBand(plan, band, scratch);
  const height = TILE * band.tileRows;
  const cleared = yMargins.mustClear(0, height, rows) ? 1 : 0;
  simd.padImage(pointer, rows, y.width, y.channels, 0, yImage, height, width, imageChannels, 0, cleared);
  simd.transformGradient(
    yImage,
    band.tileRows,
    tiling.tileColumns,
    imageChannels,
    tiles,
    yChannels,
    yStride,
    temporary,
  );
}
