import type * as tf from '@tensorflow/tfjs-core';
import { FLOAT_BYTES, LANES, roundUp } from '../../../simd-sizes';
import { withScratch } from '../scratch';
import { COLUMNS_AT_ONCE, ROWS_AT_ONCE, type SimdExports } from '../simd-exports';
import type { ConvolutionProcedure } from './convolution';

type Convolution = tf.backend_util.Conv2DInfo;

/**
 * The sizes of a convolution as products of matrices. A row of the first matrix is what one output pixel sees of the input,
 * its patch; the rows of some output rows together are a block.
 */
interface Plan {
  /** Input channels, padded to whole vectors. */
  ins: number;
  /** Elements of the filter for one input and one output channel. */
  taps: number;
  /** Numbers of a patch. */
  patch: number;
  /** The size of the whole input with its padding. */
  paddedHeight: number;
  paddedWidth: number;
  /** Output rows of a block. */
  outRows: number;
  /** Output pixels of a block, padded to what `multiply` takes. */
  pixels: number;
}

function planOf(conv: Convolution): Plan {
  const ins = roundUp(conv.inChannels, LANES);
  const taps = conv.filterHeight * conv.filterWidth;
  const patch = taps * ins;
  const height = (conv.outHeight - 1) * conv.strideHeight + conv.filterHeight;
  const width = (conv.outWidth - 1) * conv.strideWidth + conv.filterWidth;
  const paddedHeight = Math.max(height, conv.inHeight + conv.padInfo.top);
  const paddedWidth = Math.max(width, conv.inWidth + conv.padInfo.left);
  // Output rows whose patches fill about an eighth of a megabyte, so that they stay in the second-level cache.
  const outRows = Math.max(1, Math.min(conv.outHeight, Math.floor(32768 / (patch * conv.outWidth))));
  const pixels = roundUp(outRows * conv.outWidth, ROWS_AT_ONCE);
  return { ins, taps, patch, paddedHeight, paddedWidth, outRows, pixels };
}

/** The memory of `gather`, in bytes. */
function gatherSizes(conv: Convolution, { ins, patch, paddedWidth, outRows, pixels }: Plan) {
  const height = (outRows - 1) * conv.strideHeight + conv.filterHeight;
  return { image: height * paddedWidth * ins * FLOAT_BYTES, columns: pixels * patch * FLOAT_BYTES };
}

/** Calls `use` for the blocks of output rows of every image. */
function forEachBlock(
  conv: Convolution,
  outRows: number,
  use: (image: number, firstRow: number, rows: number) => void,
): void {
  for (let image = 0; image < conv.batchSize; image++) {
    for (let firstRow = 0; firstRow < conv.outHeight; firstRow += outRows) {
      use(image, firstRow, Math.min(outRows, conv.outHeight - firstRow));
    }
  }
}

/** The address of an output row, where those of all images begin at `start`. */
function outputRow(conv: Convolution, start: number, image: number, row: number): number {
  return start + (image * conv.outHeight + row) * conv.outWidth * conv.outChannels * FLOAT_BYTES;
}

/** Writes the patches of a block to `columns`; `image` holds the part of the input that they are in, with its padding. */
function gather(
  simd: SimdExports,
  conv: Convolution,
  { ins, paddedWidth }: Plan,
  x: number,
  block: { image: number; firstRow: number; rows: number },
  image: number,
  columns: number,
): void {
  const { inHeight, inWidth, inChannels, outWidth, strideHeight, strideWidth, filterHeight, filterWidth } =
    conv;
  const source = x + block.image * inHeight * inWidth * inChannels * FLOAT_BYTES;
  const firstRow = block.firstRow * strideHeight - conv.padInfo.top;
  const height = (block.rows - 1) * strideHeight + filterHeight;
  const { left } = conv.padInfo;
  simd.padImage(source, inHeight, inWidth, inChannels, firstRow, image, height, paddedWidth, ins, left);
  simd.gatherPatches(
    image,
    paddedWidth,
    ins,
    block.rows,
    outWidth,
    strideHeight,
    strideWidth,
    filterHeight,
    filterWidth,
    columns,
  );
}

/** A convolution as a product of matrices for each block: patches times filter. */
export const directConvolution: ConvolutionProcedure = (backend, simd, conv, x, filter, y) => {
  const plan = planOf(conv);
  const { ins, taps, patch, outRows, pixels } = plan;
  const { inChannels, outChannels, outWidth } = conv;
  const outs = roundUp(outChannels, COLUMNS_AT_ONCE);
  const sizes = {
    ...gatherSizes(conv, plan),
    packed: patch * outs * FLOAT_BYTES,
    products: pixels * outs * FLOAT_BYTES,
  };
  withScratch(backend, sizes, ({ packed, image, columns, products }) => {
    simd.packFilter(filter, taps, inChannels, outChannels, ins, patch, outs, 0, packed);
    forEachBlock(conv, outRows, (n, firstRow, rows) => {
      gather(simd, conv, plan, x, { image: n, firstRow, rows }, image, columns);
      const count = rows * outWidth;
      const target = outputRow(conv, y, n, firstRow);
      const padded = roundUp(count, ROWS_AT_ONCE);
      const exact = count === padded && outs === outChannels;
      const to = exact ? target : products;
      simd.multiply(1, columns, 0, packed, 0, to, 0, padded, patch, outs);
      if (!exact) simd.cropImage(products, count, outs, target, 1, count, outChannels);
    });
  });
};

/**
 * The gradient of a convolution with respect to its input: the product of upstream gradient and transposed filter are patches,
 * which are added up where they overlap.
 */
export const directInputGradient: ConvolutionProcedure = (backend, simd, conv, dy, filter, dx) => {
  const { ins, taps, patch, paddedHeight, paddedWidth, outRows, pixels } = planOf(conv);
  const { inHeight, inWidth, inChannels, outChannels, outHeight, outWidth, padInfo } = conv;
  const { strideHeight, strideWidth, filterHeight, filterWidth } = conv;
  const outs = roundUp(outChannels, LANES);
  const columnCount = roundUp(patch, COLUMNS_AT_ONCE);
  const sizes = {
    packed: outs * columnCount * FLOAT_BYTES,
    image: paddedHeight * paddedWidth * ins * FLOAT_BYTES,
    upstream: pixels * outs * FLOAT_BYTES,
    columns: pixels * columnCount * FLOAT_BYTES,
  };
  withScratch(backend, sizes, ({ packed, image, upstream, columns }) => {
    simd.packFilter(filter, taps, inChannels, outChannels, ins, outs, columnCount, 1, packed);
    forEachBlock(conv, outRows, (n, firstRow, rows) => {
      if (firstRow === 0) simd.clear(image, sizes.image);
      const count = rows * outWidth;
      const source = outputRow(conv, dy, n, firstRow);
      const padded = roundUp(count, ROWS_AT_ONCE);
      const exact = count === padded && outs === outChannels;
      if (!exact) simd.padImage(source, 1, count, outChannels, 0, upstream, 1, padded, outs, 0);
      const from = exact ? source : upstream;
      simd.multiply(1, from, 0, packed, 0, columns, 0, padded, outs, columnCount);
      const corner = image + firstRow * strideHeight * paddedWidth * ins * FLOAT_BYTES;
      simd.scatterPatches(
        columns,
        columnCount * FLOAT_BYTES,
        rows,
        outWidth,
        strideHeight,
        strideWidth,
        filterHeight,
        filterWidth,
        corner,
        paddedWidth,
        ins,
      );
      if (firstRow + rows < outHeight) return;
      const inside = image + (padInfo.top * paddedWidth + padInfo.left) * ins * FLOAT_BYTES;
      const target = dx + n * inHeight * inWidth * inChannels * FLOAT_BYTES;
      simd.cropImage(inside, paddedWidth, ins, target, inHeight, inWidth, inChannels);
    });
  });
};

/** The gradient of a convolution with respect to its filter: transposed patches times upstream gradient, summed over blocks. */
export const directFilterGradient: ConvolutionProcedure = (backend, simd, conv, x, dy, target) => {
  const plan = planOf(conv);
  const { ins, taps, patch, outRows, pixels } = plan;
  const { inChannels, outChannels, outWidth } = conv;
  const outs = roundUp(outChannels, COLUMNS_AT_ONCE);
  const sizes = {
    ...gatherSizes(conv, plan),
    products: patch * outs * FLOAT_BYTES,
    upstream: pixels * outs * FLOAT_BYTES,
  };
  withScratch(backend, sizes, ({ products, image, columns, upstream }) => {
    simd.clear(products, sizes.products);
    forEachBlock(conv, outRows, (n, firstRow, rows) => {
      gather(simd, conv, plan, x, { image: n, firstRow, rows }, image, columns);
      const count = rows * outWidth;
      const source = outputRow(conv, dy, n, firstRow);
      const exact = outs === outChannels;
      if (!exact) simd.padImage(source, 1, count, outChannels, 0, upstream, 1, count, outs, 0);
      simd.accumulate(1, columns, 0, exact ? source : upstream, 0, products, 0, patch, count, outs);
    });
    for (let tap = 0; tap < taps; tap++) {
      const from = products + tap * ins * outs * FLOAT_BYTES;
      const to = target + tap * inChannels * outChannels * FLOAT_BYTES;
      simd.cropImage(from, inChannels, outs, to, 1, inChannels, outChannels);
    }
  });
};
