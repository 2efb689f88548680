import { FLOAT_BYTES, roundUp } from '../../../simd-sizes';
import type { Normalisation } from '../../data/preprocessing/normalisations';
import { assertImageSize } from './assert-image-size';
import { type PixelExports, pixelModule } from './pixel-module';
import { triangleWeights, type Weights } from './triangle-weights';

/** Bytes that a WebAssembly memory grows by. */
const PAGE = 65536;
/** Bytes of a cache line. */
const ALIGNMENT = 64;
const BYTES_A_PIXEL = 4;
const LOW_BITS = 15;

/** A rectangle of a photograph, in pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** How a part of a photograph becomes a square image: the box is resized to `width × height`, of which a window is cut. */
export interface Placement {
  box: Box;
  /** Of the resized box. */
  width: number;
  /** Of the resized box. */
  height: number;
  /** First column of the window in the resized box. */
  left: number;
  /** First row of the window in the resized box. */
  top: number;
}

/**
 * One photograph at a time in a WebAssembly memory, and the square image that is made of it. Its memory grows to what
 * the largest photograph takes, and is used again for the next.
 *
 * @example
 * ```ts
 * const canvas = new Canvas(224);
 * canvas.photo(width, height).set(bytes);
 * canvas.resample({ box, width: 224, height: 224, left: 0, top: 0 });
 * canvas.blendWithConstant(0, 1.2);
 * canvas.normalise(normalisation, false, pixels);
 * ```
 */
export class Canvas {
  private readonly memory = new WebAssembly.Memory({ initial: 1 });
  private readonly module: PixelExports = pixelModule(this.memory);
  private readonly image = ALIGNMENT;
  private readonly floats: number;
  private readonly scratch: number;
  private source = { start: 0, width: 0, height: 0 };

  /**
   * @param size width and height of the square image in pixels
   * @throws RangeError | TypeError where `size` is not a positive multiple of 4
   */
  constructor(private readonly size: number) {
    assertImageSize('size', size);
    this.floats = roundUp(this.image + size * size * BYTES_A_PIXEL, ALIGNMENT);
    this.scratch = roundUp(this.floats + size * size * 3 * FLOAT_BYTES + FLOAT_BYTES, ALIGNMENT);
  }

  /**
   * Where the next photograph's pixels belong, until the next call.
   *
   * @returns `[height, width, 4]` bytes, red first; the fourth counts for nothing
   * @throws RangeError where the photograph is too large for a WebAssembly memory
   */
  photo(width: number, height: number): Buffer {
    const { size } = this;
    const longest = Math.max(width, height);
    // A pass takes fewer than 2·side/size + 4 weights for each of `size` pixels, and as many places; a pair is 8 bytes.
    const weights = 2 * (size * (4 + 4 * (Math.ceil((2 * longest) / size) + 4)) + ALIGNMENT);
    const between = (height + 2 + weightsPast(height, size)) * size * BYTES_A_PIXEL;
    const start = roundUp(this.scratch + weights + between + ALIGNMENT, ALIGNMENT);
    const length = width * height * BYTES_A_PIXEL;
    this.reserve(start + length + 8 * (weightsPast(width, size) + 2));
    this.source = { start, width, height };
    return Buffer.from(this.memory.buffer, start, length);
  }

  /** Makes the square image out of the photograph, with Pillow's antialiased `BILINEAR` resizing. */
  resample({ box, width, height, left, top }: Placement): void {
    const { size, module } = this;
    const columns = triangleWeights(box.width, width, left, size);
    const rows = triangleWeights(box.height, height, top, size);
    // Only the rows that the vertical pass reads go through the horizontal one.
    const firstRow = rows.firsts[0]!;
    const lastRow = Math.min(rows.firsts[size - 1]! + rows.taps, box.height);
    for (let i = 0; i < size; i++) rows.firsts[i]! -= firstRow;
    const columnsAt = this.place(columns, this.scratch);
    const rowsAt = this.place(rows, columnsAt.end);
    const rowBytes = this.source.width * BYTES_A_PIXEL;
    const corner = this.source.start + (box.top + firstRow) * rowBytes + box.left * BYTES_A_PIXEL;
    module.resampleColumns(
      corner,
      rowBytes,
      lastRow - firstRow,
      size,
      columnsAt.firsts,
      columnsAt.weights,
      columns.taps / 2,
      rowsAt.end,
    );
    module.resampleRows(rowsAt.end, size, size, rowsAt.firsts, rowsAt.weights, rows.taps / 2, this.image);
  }

  /** Pillow's `Image.blend` of one grey with the image: `grey + factor · (image − grey)`, grey in 0..255. */
  blendWithConstant(grey: number, factor: number): void {
    this.module.blendWithConstant(this.image, this.size ** 2, grey, factor);
  }

  /** Pillow's `Image.blend` of the image without its colours with the image. */
  blendWithGrey(factor: number): void {
    this.module.blendWithGrey(this.image, this.size ** 2, factor);
  }

  /** The mean of the image's greys, in 0..255. */
  meanGrey(): number {
    return (this.module.greySum(this.image, this.size ** 2) >>> 0) / this.size ** 2;
  }

  /**
   * Writes `(pixel / 255 − mean) / std`.
   *
   * @param mirrored whether to turn the image round, left to right
   * @param target `[size, size, 3]`
   */
  normalise({ mean, std }: Normalisation, mirrored: boolean, target: Float32Array): void {
    const { size, floats } = this;
    const figures = new Float32Array(this.memory.buffer, 0, 8);
    for (let c = 0; c < 3; c++) {
      figures[c] = 1 / (255 * std[c]!);
      figures[4 + c] = -mean[c]! / std[c]!;
    }
    this.module.normalise(this.image, size, size, mirrored ? 1 : 0, 0, 16, floats);
    target.set(new Float32Array(this.memory.buffer, floats, size * size * 3));
  }

  /** Writes the weights into the memory as `assembly/resample.ts` takes them. */
  private place({ firsts, weights }: Weights, start: number) {
    const { buffer } = this.memory;
    new Int32Array(buffer, start, firsts.length).set(firsts);
    const pairsAt = start + firsts.byteLength;
    const pairs = new Int16Array(buffer, pairsAt, 2 * weights.length);
    for (let from = 0, to = 0; from < weights.length; from += 2, to += 4) {
      const even = weights[from]!;
      const odd = weights[from + 1]!;
      pairs[to] = even >> LOW_BITS;
      pairs[to + 1] = odd >> LOW_BITS;
      pairs[to + 2] = even & (2 ** LOW_BITS - 1);
      pairs[to + 3] = odd & (2 ** LOW_BITS - 1);
    }
    return { firsts: start, weights: pairsAt, end: roundUp(pairsAt + pairs.byteLength, ALIGNMENT) };
  }

  private reserve(bytes: number): void {
    const missing = bytes - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
  }
}

/** Upper bound of the weights, all of them zero, that an output has past the last pixel of its axis. */
function weightsPast(pixels: number, size: number): number {
  return Math.ceil((2 * pixels) / size) + 4;
}
