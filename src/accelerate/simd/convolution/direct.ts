import { FLOAT_BYTES, LANES, roundUp } from '../../../simd-sizes';
import { withScratch } from '../scratch';
import { COLUMNS_AT_ONCE, ROWS_AT_ONCE } from '../simd-exports';
import type { ConvolutionProcedure } from './convolution';
import { forEachBlock, gather, gatherSizes, inputRow, isPointwise, outputRow, planOf } from './direct-plan';

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
      const block = { image: n, firstRow, rows };
      const patches = gather(simd, conv, plan, x, block, image, columns, ROWS_AT_ONCE);
      const count = rows * outWidth;
      const target = outputRow(conv, y, n, firstRow);
      const padded = roundUp(count, ROWS_AT_ONCE);
      const exact = count === padded && outs === outChannels;
      const to = exact ? target : products;
      simd.multiply(1, patches, 0, packed, 0, to, 0, padded, patch, outs);
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
      const count = rows * outWidth;
      const source = outputRow(conv, dy, n, firstRow);
      const padded = roundUp(count, ROWS_AT_ONCE);
      const exact = count === padded && outs === outChannels;
      if (exact && columnCount === inChannels && isPointwise(conv)) {
        simd.multiply(1, source, 0, packed, 0, inputRow(conv, dx, n, firstRow), 0, count, outs, columnCount);
        return;
      }
      if (firstRow === 0) simd.clear(image, sizes.image);
      if (!exact) simd.padImage(source, 1, count, outChannels, 0, upstream, 1, padded, outs, 0, 1);
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
      const patches = gather(simd, conv, plan, x, { image: n, firstRow, rows }, image, columns, 1);
      const count = rows * outWidth;
      const source = outputRow(conv, dy, n, firstRow);
      const exact = outs === outChannels;
      if (!exact) simd.padImage(source, 1, count, outChannels, 0, upstream, 1, count, outs, 0, 1);
      simd.accumulate(1, patches, 0, exact ? source : upstream, 0, products, 0, patch, count, outs);
    });
    for (let tap = 0; tap < taps; tap++) {
      const from = products + tap * ins * outs * FLOAT_BYTES;
      const to = target + tap * inChannels * outChannels * FLOAT_BYTES;
      simd.cropImage(from, inChannels, outs, to, 1, inChannels, outChannels);
    }
  });
};
