import { FLOAT_BYTES, LANES, roundUp } from '../../../simd-sizes';
import { COLUMNS_AT_ONCE, type SimdExports } from '../simd-exports';
import { Margins } from './margins';
import { type Band, TILE, type Tiling, tiling } from './tiling';

// What Winograd's convolution and the gradient of its filter share: both transform tiles of the input, and both take products
// of 36 pairs of matrices, one pair for each element of a 6×6 tile, which the literature calls a frequency.

/** Elements of a transformed tile. */
export const FREQUENCIES = 36;

/** A batch of images in wasm memory, `[batch, height, width, channels]`. */
export interface Images {
  pointer: number;
  height: number;
  width: number;
  channels: number;
}

/** How many images there are, and how many rows and columns of zeros above and left of each input image. */
export interface Placement {
  batch: number;
  top: number;
  left: number;
}

/** How a 3×3 convolution of stride 1 from `x` to `y`, or the gradient of its filter, is computed by tiles. */
export interface WinogradPlan {
  x: Images;
  y: Images;
  at: Placement;
  tiling: Tiling;
  /** Channels of the transformed tiles of `x`, and of `y`: padded to what `multiply` and `accumulate` take. */
  xChannels: number;
  yChannels: number;
  /** Bytes from the transformed tiles of one frequency to those of the next. */
  xStride: number;
  yStride: number;
  /** Bytes of one frequency of the transformed filter, or of its gradient: `[xChannels, yChannels]`. */
  filterStride: number;
  /** The size of the padded part of `y` that holds the tiles of a band: its columns, and its channels. */
  width: number;
  imageChannels: number;
  /** What has been written to the padded part of `x`, and to that of `y`. */
  xMargins: Margins;
  yMargins: Margins;
}

/** Addresses of the memory that a computation needs. */
export interface WinogradScratch {
  /** For the transform of one tile. */
  temporary: number;
  /** The transformed filter, or the sum of its gradient. */
  filter: number;
  /** The padded input of a band. */
  image: number;
  /** Transformed tiles of `x` and of `y`. */
  xTiles: number;
  yTiles: number;
  /** A band of `y`, padded to whole tiles. */
  yImage: number;
}

export function winogradPlan(x: Images, y: Images, at: Placement): WinogradPlan {
  const xChannels = roundUp(x.channels, LANES);
  const yChannels = roundUp(y.channels, COLUMNS_AT_ONCE);
  const blocks = tiling(at.batch, y.height, y.width, Math.max(xChannels, yChannels));
  return {
    x,
    y,
    at,
    tiling: blocks,
    xChannels,
    yChannels,
    xStride: frequencyStride(blocks.tiles, xChannels),
    yStride: frequencyStride(blocks.tiles, yChannels),
    filterStride: xChannels * yChannels * FLOAT_BYTES,
    width: TILE * blocks.tileColumns,
    imageChannels: roundUp(y.channels, LANES),
    xMargins: new Margins(),
    yMargins: new Margins(),
  };
}

// A power of two between the frequencies would map all of them to the same few lines of the cache; hence 64 bytes more.
function frequencyStride(tiles: number, channels: number): number {
  return FLOAT_BYTES * tiles * channels + 64;
}

/** Bytes of each piece of memory. */
export function winogradScratchSizes(plan: WinogradPlan): WinogradScratch {
  const { tiling, xChannels, xStride, yStride, filterStride, width, imageChannels } = plan;
  const height = TILE * tiling.bandRows;
  return {
    temporary: FREQUENCIES * LANES * FLOAT_BYTES,
    filter: FREQUENCIES * filterStride,
    image: (height + 2) * (width + 2) * xChannels * FLOAT_BYTES,
    xTiles: FREQUENCIES * xStride,
    yTiles: FREQUENCIES * yStride,
    yImage: height * width * imageChannels * FLOAT_BYTES,
  };
}

/** Writes `Bᵀ d B` of the tiles of a band of `x` to `xTiles`. */
export function transformInputBand(
  simd: SimdExports,
  { x, at, tiling, xChannels, xStride, width, xMargins }: WinogradPlan,
  band: Band,
  { image, xTiles, temporary }: WinogradScratch,
): void {
  const source = x.pointer + band.image * x.height * x.width * x.channels * FLOAT_BYTES;
  const firstRow = TILE * band.firstTileRow - at.top;
  const height = TILE * band.tileRows + 2;
  simd.padImage(
    source,
    x.height,
    x.width,
    x.channels,
    firstRow,
    image,
    height,
    width + 2,
    xChannels,
    at.left,
    xMargins.mustClear(firstRow, height, x.height) ? 1 : 0,
  );
  const target = xTiles + band.tilesBefore * xChannels * FLOAT_BYTES;
  simd.transformInput(image, band.tileRows, tiling.tileColumns, xChannels, target, xStride, temporary);
}

/** Where a band of `y` lies. */
export interface OutputBand {
  /** The address of its first row. */
  pointer: number;
  /** Its rows; the last tiles of an image may reach beyond it. */
  rows: number;
  /** The address of its transformed tiles. */
  tiles: number;
}

/** Where a band of `y` and its transformed tiles lie. */
export function outputBand(
  { y, yChannels }: WinogradPlan,
  band: Band,
  { yTiles }: WinogradScratch,
): OutputBand {
  const firstRow = TILE * band.firstTileRow;
  const rows = Math.min(TILE * band.tileRows, y.height - firstRow);
  return {
    pointer: y.pointer + (band.image * y.height + firstRow) * y.width * y.channels * FLOAT_BYTES,
    rows,
    tiles: yTiles + band.tilesBefore * yChannels * FLOAT_BYTES,
  };
}
