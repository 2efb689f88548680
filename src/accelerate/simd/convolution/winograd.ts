import type * as tf from '@tensorflow/tfjs-core';
import type { SimdModule, WasmBackend } from '../module';
import { withScratch } from '../scratch';
import type { ConvolutionProcedure } from './convolution';
import { type Band, forEachBlock, tiling } from './tiling';

const FREQUENCIES = 36;
const FLOAT = 4;

type Conv2DInfo = tf.backend_util.Conv2DInfo;

/** A batch of images in wasm memory, `[batch, height, width, channels]`. */
interface Images {
  pointer: number;
  height: number;
  width: number;
  channels: number;
}

/** A 3×3 filter bank in wasm memory; strides in bytes. */
interface Filters {
  pointer: number;
  yStride: number;
  xStride: number;
  inStride: number;
  outStride: number;
}

/** How many images there are, and how many zeros above and left of each. */
interface Placement {
  batch: number;
  top: number;
  left: number;
}

const roundUp = (value: number, multiple: number) => Math.ceil(value / multiple) * multiple;

// A power of two between the frequencies would map all of them to one set of the cache.
const frequencyStride = (tiles: number, channels: number) => FLOAT * tiles * channels + 64;

const inputImages = (conv: Conv2DInfo, pointer: number): Images => ({
  pointer,
  height: conv.inHeight,
  width: conv.inWidth,
  channels: conv.inChannels,
});

const outputImages = (conv: Conv2DInfo, pointer: number): Images => ({
  pointer,
  height: conv.outHeight,
  width: conv.outWidth,
  channels: conv.outChannels,
});

/** A 3×3 convolution of stride 1 by Winograd's F(4×4, 3×3). */
export const winogradConvolution: ConvolutionProcedure = (backend, simd, conv, x, filter, y) => {
  const { inChannels, outChannels, batchSize, padInfo } = conv;
  const xStride = FLOAT * inChannels * outChannels;
  const filters = {
    pointer: filter,
    yStride: 3 * xStride,
    xStride,
    inStride: FLOAT * outChannels,
    outStride: FLOAT,
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
  const xStride = FLOAT * inChannels * outChannels;
  const filters = {
    pointer: filter + 8 * xStride,
    yStride: -3 * xStride,
    xStride: -xStride,
    inStride: FLOAT,
    outStride: FLOAT * outChannels,
  };
  const at = { batch: batchSize, top: 2 - padInfo.top, left: 2 - padInfo.left };
  convolve(backend, simd, outputImages(conv, dy), filters, inputImages(conv, dx), at);
};

/** A 3×3 convolution of stride 1 that writes `y`, with zeros wherever it reads outside `x`. */
function convolve(
  backend: WasmBackend,
  simd: SimdModule,
  x: Images,
  filters: Filters,
  y: Images,
  at: Placement,
): void {
  const depth = roundUp(x.channels, 4);
  const columns = roundUp(y.channels, 8);
  const plan = tiling(at.batch, y.height, y.width, Math.max(depth, columns));
  const { tileColumns, bandRows, tiles } = plan;
  const width = 4 * tileColumns;
  const inStride = frequencyStride(tiles, depth);
  const outStride = frequencyStride(tiles, columns);
  const outChannels = roundUp(y.channels, 4);
  const sizes = {
    temporary: FREQUENCIES * 16,
    filter: FREQUENCIES * depth * columns * FLOAT,
    image: (4 * bandRows + 2) * (width + 2) * depth * FLOAT,
    inTiles: FREQUENCIES * inStride,
    outTiles: FREQUENCIES * outStride,
    outImage: 4 * bandRows * width * outChannels * FLOAT,
  };
  withScratch(backend, sizes, ({ temporary, filter, image, inTiles, outTiles, outImage }) => {
    const { yStride, xStride, inStride: rowStride, outStride: columnStride } = filters;
    simd.transformFilter(
      filters.pointer,
      yStride,
      xStride,
      rowStride,
      columnStride,
      x.channels,
      y.channels,
      filter,
      depth,
      columns,
      temporary,
    );
    forEachBlock(plan, (bands, blockTiles) => {
      for (const band of bands) {
        transformBand(simd, x, at, band, tileColumns, depth, image, inTiles, inStride, temporary);
      }
      const rows = roundUp(blockTiles, 4);
      const filterStride = depth * columns * FLOAT;
      simd.multiply(
        FREQUENCIES,
        inTiles,
        inStride,
        filter,
        filterStride,
        outTiles,
        outStride,
        rows,
        depth,
        columns,
      );
      for (const band of bands) {
        const source = outTiles + band.tilesBefore * columns * FLOAT;
        const row = 4 * band.firstTileRow;
        const target = y.pointer + (band.image * y.height + row) * y.width * y.channels * FLOAT;
        const rows = Math.min(4 * band.tileRows, y.height - row);
        const exact = rows === 4 * band.tileRows && y.width === width && y.channels === outChannels;
        const tilesTo = exact ? target : outImage;
        simd.transformOutput(
          source,
          columns,
          outStride,
          tilesTo,
          band.tileRows,
          tileColumns,
          outChannels,
          temporary,
        );
        if (!exact) simd.cropImage(outImage, width, outChannels, target, rows, y.width, y.channels);
      }
    });
  });
}

/** Bᵀ d B of the tiles of a band, `depth` channels each, by way of a padded `image`. */
function transformBand(
  simd: SimdModule,
  x: Images,
  at: Placement,
  band: Band,
  tileColumns: number,
  depth: number,
  image: number,
  tiles: number,
  stride: number,
  temporary: number,
): void {
  const source = x.pointer + band.image * x.height * x.width * x.channels * FLOAT;
  const firstRow = 4 * band.firstTileRow - at.top;
  const height = 4 * band.tileRows + 2;
  const width = 4 * tileColumns + 2;
  simd.padImage(source, x.height, x.width, x.channels, firstRow, image, height, width, depth, at.left);
  const target = tiles + band.tilesBefore * depth * FLOAT;
  simd.transformInput(image, band.tileRows, tileColumns, depth, target, stride, temporary);
}

/** The gradient of a 3×3 convolution of stride 1 with respect to its filter, by the adjoint of F(4×4, 3×3). */
export const winogradFilterGradient: ConvolutionProcedure = (backend, simd, conv, xAt, dyAt, target) => {
  const x = inputImages(conv, xAt);
  const dy = outputImages(conv, dyAt);
  const at = { batch: conv.batchSize, top: conv.padInfo.top, left: conv.padInfo.left };
  const rows = roundUp(x.channels, 4);
  const columns = roundUp(dy.channels, 8);
  const plan = tiling(at.batch, dy.height, dy.width, Math.max(rows, columns));
  const { tileColumns, bandRows, tiles } = plan;
  const width = 4 * tileColumns;
  const inStride = frequencyStride(tiles, rows);
  const outStride = frequencyStride(tiles, columns);
  const outChannels = roundUp(dy.channels, 4);
  const productStride = rows * columns * FLOAT;
  const sizes = {
    temporary: FREQUENCIES * 16,
    products: FREQUENCIES * productStride,
    image: (4 * bandRows + 2) * (width + 2) * rows * FLOAT,
    inTiles: FREQUENCIES * inStride,
    outTiles: FREQUENCIES * outStride,
    outImage: 4 * bandRows * width * outChannels * FLOAT,
  };
  withScratch(backend, sizes, ({ temporary, products, image, inTiles, outTiles, outImage }) => {
    simd.clear(products, sizes.products);
    forEachBlock(plan, (bands, blockTiles) => {
      for (const band of bands) {
        transformBand(simd, x, at, band, tileColumns, rows, image, inTiles, inStride, temporary);

        const row = 4 * band.firstTileRow;
        const outSource = dy.pointer + band.image * dy.height * dy.width * dy.channels * FLOAT;
        const exact =
          row + 4 * band.tileRows <= dy.height && dy.width === width && dy.channels === outChannels;
        const tilesFrom = exact ? outSource + row * dy.width * dy.channels * FLOAT : outImage;
        if (!exact) {
          const outHeight = 4 * band.tileRows;
          simd.padImage(
            outSource,
            dy.height,
            dy.width,
            dy.channels,
            row,
            outImage,
            outHeight,
            width,
            outChannels,
            0,
          );
        }
        const outTarget = outTiles + band.tilesBefore * columns * FLOAT;
        simd.transformGradient(
          tilesFrom,
          band.tileRows,
          tileColumns,
          outChannels,
          outTarget,
          columns,
          outStride,
          temporary,
        );
      }
      simd.accumulate(
        FREQUENCIES,
        inTiles,
        inStride,
        outTiles,
        outStride,
        products,
        productStride,
        rows,
        blockTiles,
        columns,
      );
    });
    simd.transformFilterGradient(products, rows, columns, target, x.channels, dy.channels, temporary);
  });
};
