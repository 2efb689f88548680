import type { SimdModule, WasmBackend } from './module';
import { withScratch } from './scratch';
import { forEachBlock, tiling } from './tiling';

const FREQUENCIES = 36;
const FLOAT = 4;

/** A batch of images in wasm memory, `[batch, height, width, channels]`. */
export interface Images {
  pointer: number;
  height: number;
  width: number;
  channels: number;
}

/** A 3×3 filter bank in wasm memory; strides in bytes. */
export interface Filters {
  pointer: number;
  yStride: number;
  xStride: number;
  inStride: number;
  outStride: number;
}

export interface Placement {
  batch: number;
  top: number;
  left: number;
}

const roundUp = (value: number, multiple: number) => Math.ceil(value / multiple) * multiple;

// A power of two between the frequencies would map all of them to one set of the cache.
const frequencyStride = (tiles: number, channels: number) => FLOAT * tiles * channels + 64;

/**
 * A 3×3 convolution of stride 1 by Winograd's F(4×4, 3×3), zeros outside the image.
 *
 * @param at where the image lies: the zeros above and left of it.
 */
export function winogradConvolution(
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
        const source = x.pointer + band.image * x.height * x.width * x.channels * FLOAT;
        const firstRow = 4 * band.firstTileRow - at.top;
        const rows = 4 * band.tileRows + 2;
        simd.padImage(
          source,
          x.height,
          x.width,
          x.channels,
          firstRow,
          image,
          rows,
          width + 2,
          depth,
          at.left,
        );
        const target = inTiles + band.tilesBefore * depth * FLOAT;
        simd.transformInput(image, band.tileRows, tileColumns, depth, target, inStride, temporary);
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

/**
 * The gradient of a 3×3 convolution of stride 1 with respect to its filter, by the adjoint of F(4×4, 3×3).
 *
 * @param target address of the gradient, `[3, 3, x.channels, dy.channels]`.
 */
export function winogradFilterGradient(
  backend: WasmBackend,
  simd: SimdModule,
  x: Images,
  dy: Images,
  target: number,
  at: Placement,
): void {
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
        const source = x.pointer + band.image * x.height * x.width * x.channels * FLOAT;
        const firstRow = 4 * band.firstTileRow - at.top;
        const height = 4 * band.tileRows + 2;
        simd.padImage(
          source,
          x.height,
          x.width,
          x.channels,
          firstRow,
          image,
          height,
          width + 2,
          rows,
          at.left,
        );
        const inTarget = inTiles + band.tilesBefore * rows * FLOAT;
        simd.transformInput(image, band.tileRows, tileColumns, rows, inTarget, inStride, temporary);

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
}
