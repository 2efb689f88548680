import type * as tf from '@tensorflow/tfjs-core';
import type { SimdModule } from '../module';
import { withScratch } from '../scratch';
import type { ConvolutionProcedure } from './convolution';

const FLOAT = 4;

type Convolution = tf.backend_util.Conv2DInfo;

const roundUp = (value: number, multiple: number) => Math.ceil(value / multiple) * multiple;

/** The sizes of a convolution as products of matrices; the rows of a block are output pixels. */
function plan(conv: Convolution) {
  const ins = roundUp(conv.inChannels, 4);
  const taps = conv.filterHeight * conv.filterWidth;
  const patch = taps * ins;
  const height = (conv.outHeight - 1) * conv.strideHeight + conv.filterHeight;
  const width = (conv.outWidth - 1) * conv.strideWidth + conv.filterWidth;
  const paddedHeight = Math.max(height, conv.inHeight + conv.padInfo.top);
  const paddedWidth = Math.max(width, conv.inWidth + conv.padInfo.left);
  // Output rows whose patches fill about an eighth of a megabyte, so that they stay in the second-level cache.
  const outRows = Math.max(1, Math.min(conv.outHeight, Math.floor(32768 / (patch * conv.outWidth))));
  const pixels = roundUp(outRows * conv.outWidth, 4);
  return { ins, taps, patch, paddedHeight, paddedWidth, outRows, pixels };
}

/** The scratch memory of `gather`, in bytes. */
function gatherSizes(conv: Convolution) {
  const { ins, patch, paddedWidth, outRows, pixels } = plan(conv);
  const height = (outRows - 1) * conv.strideHeight + conv.filterHeight;
  return { image: height * paddedWidth * ins * FLOAT, columns: pixels * patch * FLOAT };
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

/** Writes the patches of a block to `columns`, through the padded `image`. */
function gather(
  simd: SimdModule,
  conv: Convolution,
  x: number,
  block: { image: number; firstRow: number; rows: number },
  image: number,
  columns: number,
): void {
  const { ins, paddedWidth } = plan(conv);
  const { inHeight, inWidth, inChannels, outWidth, strideHeight, strideWidth, filterHeight, filterWidth } =
    conv;
  const source = x + block.image * inHeight * inWidth * inChannels * FLOAT;
  const firstRow = block.firstRow * strideHeight - conv.padInfo.top;
  const height = (block.rows - 1) * strideHeight + filterHeight;
  simd.padImage(
    source,
    inHeight,
    inWidth,
    inChannels,
    firstRow,
    image,
    height,
    paddedWidth,
    ins,
    conv.padInfo.left,
  );
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

/** A convolution as one matrix product a block: patches times filter. Arguments are addresses. */
export const directConvolution: ConvolutionProcedure = (backend, simd, conv, x, filter, y) => {
  const { ins, taps, patch, outRows, pixels } = plan(conv);
  const { inChannels, outChannels, outHeight, outWidth } = conv;
  const outs = roundUp(outChannels, 8);
  const sizes = {
    ...gatherSizes(conv),
    packed: patch * outs * FLOAT,
    products: pixels * outs * FLOAT,
  };
  withScratch(backend, sizes, ({ packed, image, columns, products }) => {
    simd.packFilter(filter, taps, inChannels, outChannels, ins, patch, outs, 0, packed);
    forEachBlock(conv, outRows, (n, firstRow, rows) => {
      gather(simd, conv, x, { image: n, firstRow, rows }, image, columns);
      const count = rows * outWidth;
      const target = y + (n * outHeight + firstRow) * outWidth * outChannels * FLOAT;
      const exact = count % 4 === 0 && outs === outChannels;
      const to = exact ? target : products;
      simd.multiply(1, columns, 0, packed, 0, to, 0, roundUp(count, 4), patch, outs);
      if (!exact) simd.cropImage(products, count, outs, target, 1, count, outChannels);
    });
  });
};

/** The gradient of a convolution with respect to its input: upstream gradient times filter, added up over patches. */
export const directInputGradient: ConvolutionProcedure = (backend, simd, conv, dy, filter, dx) => {
  const { ins, taps, patch, paddedHeight, paddedWidth, outRows, pixels } = plan(conv);
  const { inHeight, inWidth, inChannels, outChannels, outHeight, outWidth, padInfo } = conv;
  const { strideHeight, strideWidth, filterHeight, filterWidth } = conv;
  const outs = roundUp(outChannels, 4);
  const columnCount = roundUp(patch, 8);
  const sizes = {
    packed: outs * columnCount * FLOAT,
    image: paddedHeight * paddedWidth * ins * FLOAT,
    upstream: pixels * outs * FLOAT,
    columns: pixels * columnCount * FLOAT,
  };
  withScratch(backend, sizes, ({ packed, image, upstream, columns }) => {
    simd.packFilter(filter, taps, inChannels, outChannels, ins, outs, columnCount, 1, packed);
    forEachBlock(conv, outRows, (n, firstRow, rows) => {
      if (firstRow === 0) simd.clear(image, sizes.image);
      const count = rows * outWidth;
      const source = dy + (n * outHeight + firstRow) * outWidth * outChannels * FLOAT;
      const exact = count % 4 === 0 && outs === outChannels;
      if (!exact) simd.padImage(source, 1, count, outChannels, 0, upstream, 1, roundUp(count, 4), outs, 0);
      const from = exact ? source : upstream;
      simd.multiply(1, from, 0, packed, 0, columns, 0, roundUp(count, 4), outs, columnCount);
      const corner = image + firstRow * strideHeight * paddedWidth * ins * FLOAT;
      simd.scatterPatches(
        columns,
        columnCount * FLOAT,
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
      const inside = image + (padInfo.top * paddedWidth + padInfo.left) * ins * FLOAT;
      const target = dx + n * inHeight * inWidth * inChannels * FLOAT;
      simd.cropImage(inside, paddedWidth, ins, target, inHeight, inWidth, inChannels);
    });
  });
};

/** The gradient of a convolution with respect to its filter: transposed patches times upstream gradient. */
export const directFilterGradient: ConvolutionProcedure = (backend, simd, conv, x, dy, target) => {
  const { ins, taps, patch, outRows, pixels } = plan(conv);
  const { inChannels, outChannels, outHeight, outWidth } = conv;
  const outs = roundUp(outChannels, 8);
  const sizes = {
    ...gatherSizes(conv),
    products: patch * outs * FLOAT,
    upstream: pixels * outs * FLOAT,
  };
  withScratch(backend, sizes, ({ products, image, columns, upstream }) => {
    simd.clear(products, sizes.products);
    forEachBlock(conv, outRows, (n, firstRow, rows) => {
      gather(simd, conv, x, { image: n, firstRow, rows }, image, columns);
      const count = rows * outWidth;
      const source = dy + (n * outHeight + firstRow) * outWidth * outChannels * FLOAT;
      const exact = outs === outChannels;
      if (!exact) simd.padImage(source, 1, count, outChannels, 0, upstream, 1, count, outs, 0);
      simd.accumulate(1, columns, 0, exact ? source : upstream, 0, products, 0, patch, count, outs);
    });
    for (let tap = 0; tap < taps; tap++) {
      const from = products + tap * ins * outs * FLOAT;
      const to = target + tap * inChannels * outChannels * FLOAT;
      simd.cropImage(from, inChannels, outs, to, 1, inChannels, outChannels);
    }
  });
};
