import type * as tf from '@tensorflow/tfjs-core';
import { FLOAT_BYTES, LANES, roundUp } from '../../../simd-sizes';
import { ROWS_AT_ONCE, type SimdExports } from '../simd-exports';

// What a convolution as products of matrices and its gradients share.

type Convolution = tf.backend_util.Conv2DInfo;

/**
 * The sizes of a convolution as products of matrices. A row of the first matrix is what one output pixel sees of the input,
 * its patch; the rows of some output rows together are a block.
 */
export interface Plan {
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

export function planOf(conv: Convolution): Plan {
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
export function gatherSizes(conv: Convolution, { ins, patch, paddedWidth, outRows, pixels }: Plan) {
  const height = (outRows - 1) * conv.strideHeight + conv.filterHeight;
  return { image: height * paddedWidth * ins * FLOAT_BYTES, columns: pixels * patch * FLOAT_BYTES };
}

/** Calls `use` for the blocks of output rows of every image. */
export function forEachBlock(
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
export function outputRow(conv: Convolution, start: number, image: number, row: number): number {
  return start + (image * conv.outHeight + row) * conv.outWidth * conv.outChannels * FLOAT_BYTES;
}

/** Whether the patches of a convolution are the pixels of its input, one after the other: a 1×1 filter, stride 1, no padding. */
export function isPointwise(conv: Convolution): boolean {
  return (
    conv.filterHeight * conv.filterWidth === 1 &&
    conv.strideHeight * conv.strideWidth === 1 &&
    conv.outHeight === conv.inHeight &&
    conv.outWidth === conv.inWidth &&
    conv.padInfo.top + conv.padInfo.left === 0
  );
}

/** The address of the first input pixel of a block of a convolution that {@link isPointwise}. */
export function inputRow(conv: Convolution, start: number, image: number, row: number): number {
  return start + (image * conv.inHeight + row) * conv.inWidth * conv.inChannels * FLOAT_BYTES;
}

/**
 * Writes the patches of a block to `columns`; `image` holds the part of the input that they are in, with its padding. Where the input
 * has them as they are, nothing is written.
 *
 * @param multiple what the number of the patches, as they are read, is a multiple of.
 * @returns the address of the patches.
 */
export function gather(
  simd: SimdExports,
  conv: Convolution,
  { ins, paddedWidth }: Plan,
  x: number,
  block: { image: number; firstRow: number; rows: number },
  image: number,
  columns: number,
  multiple: number,
): number {
  const inPlace =
    isPointwise(conv) && ins === conv.inChannels && (block.rows * conv.outWidth) % multiple === 0;
  if (inPlace) return inputRow(conv, x, block.image, block.firstRow);
  const { inHeight, inWidth, inChannels, outWidth, strideHeight, strideWidth, filterHeight, filterWidth } =
    conv;
  const source = x + block.image * inHeight * inWidth * inChannels * FLOAT_BYTES;
  const firstRow = block.firstRow * strideHeight - conv.padInfo.top;
  const height = (block.rows - 1) * strideHeight + filterHeight;
  const { left } = conv.padInfo;
  simd.padImage(source, inHeight, inWidth, inChannels, firstRow, image, height, paddedWidth, ins, left, 1);
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
  return columns;
}
