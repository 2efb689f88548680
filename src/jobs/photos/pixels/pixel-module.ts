import { bytesFromHexadecimal } from '../../../hexadecimal';
import { binary } from './binary';

/** A place in the memory of the module, in bytes from its start. */
type Address = number;

/**
 * The functions that the module exports, `assembly/index.ts`. Images are four bytes a pixel, red first; the fourth counts for
 * nothing. WebAssembly takes a missing argument for 0 without a word, so the names and their order here are those of the
 * assembly, which a test compares.
 */
export interface PixelExports {
  /** `value + factor · (byte − value)` for every byte of an image. */
  blendWithConstant(image: Address, pixels: number, value: number, factor: number): void;
  /** `grey + factor · (byte − grey)` for every byte of an image, with the grey of its pixel. */
  blendWithGrey(image: Address, pixels: number, factor: number): void;
  /** The sum of the greys of all pixels, as a 32-bit integer: `>>> 0` makes it positive. */
  greySum(image: Address, pixels: number): number;
  /** `byte · slope + offset` as float32, three numbers a pixel; `slope` and `offset` are four numbers, one for each channel. */
  normalise(
    image: Address,
    width: number,
    height: number,
    mirrored: 0 | 1,
    slope: Address,
    offset: Address,
    target: Address,
  ): void;
  /** Resizes every row to `outWidth` pixels, each a weighted sum of neighbours in the row. */
  resampleColumns(
    source: Address,
    rowBytes: number,
    rows: number,
    outWidth: number,
    firsts: Address,
    weights: Address,
    pairs: number,
    target: Address,
  ): void;
  /** Resizes every column to `outHeight` pixels, likewise. */
  resampleRows(
    source: Address,
    width: number,
    outHeight: number,
    firsts: Address,
    weights: Address,
    pairs: number,
    target: Address,
  ): void;
}

let compiled: WebAssembly.Module | undefined;

/** The SIMD module, working in the given memory. */
export function pixelModule(memory: WebAssembly.Memory): PixelExports {
  compiled ??= new WebAssembly.Module(bytesFromHexadecimal(binary));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as PixelExports;
}
