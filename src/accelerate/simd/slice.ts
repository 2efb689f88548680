import * as tf from '@tensorflow/tfjs-core';
import { FLOAT_BYTES } from '../../simd-sizes';
import type { KernelArguments } from '../kernel-arguments';
import { simdModule } from './simd-module';
import { pointer, type WasmBackend } from './wasm-backend';

/** Dimensions of the arrays that `copyBox` takes. */
const DIMENSIONS = 4;

/**
 * `Slice` of at most four dimensions, which is also the gradient of padding. Numbers that lie side by side are copied at
 * once. The stock kernel copies the whole input first and makes a JavaScript view for each such run of numbers.
 *
 * @returns undefined for more dimensions and for other types than float32 and int32, and without SIMD.
 */
export function simdSlice({
  inputs,
  backend,
  attrs,
}: KernelArguments<'x', tf.SliceAttrs>): tf.TensorInfo | undefined {
  const { x } = inputs;
  const wasm = backend as WasmBackend;
  const simd = simdModule(wasm);
  const rank = x.shape.length;
  if (!simd || rank === 0 || rank > DIMENSIONS || !(x.dtype === 'float32' || x.dtype === 'int32'))
    return undefined;
  const [begin, size] = tf.slice_util.parseSliceParams(x, attrs.begin, attrs.size) as [number[], number[]];
  tf.slice_util.assertParamsValid(x as tf.Tensor, begin, size);
  const out = wasm.makeOutput(size, x.dtype);
  if (tf.util.sizeFromShape(size) === 0) return out;
  const fill = (values: number[], value: number) =>
    [...Array(DIMENSIONS - rank).fill(value), ...values] as number[];
  const [, columns, pixels, channels] = fill(x.shape, 1) as [number, number, number, number];
  const pitches = [columns * pixels * channels, pixels * channels, channels, 1].map(
    (pitch) => pitch * FLOAT_BYTES,
  );
  const start = fill(begin, 0).reduce((sum, first, axis) => sum + first * pitches[axis]!, pointer(wasm, x));
  const counts = fill(size, 1);
  // Where the last axis is taken whole, neighbouring pixels lie side by side: they are copied at once.
  if (counts[3] === channels) {
    counts[3] *= counts[2]!;
    counts[2] = 1;
  }
  const [outer, rows, runs, run] = counts as [number, number, number, number];
  simd.copyBox(
    start,
    pitches[0]!,
    pitches[1]!,
    pitches[2]!,
    outer,
    rows,
    runs,
    run * FLOAT_BYTES,
    pointer(wasm, out),
  );
  return out;
}
