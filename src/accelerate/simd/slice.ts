import * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../compose';
import { pointer, simdModule, type WasmBackend } from './module';

const BYTES = 4;

/**
 * `Slice` (the gradient of padding) of at most four dimensions, run by run; the stock kernel copies the whole input and
 * makes a view for each run.
 *
 * @returns undefined where the stock kernel must do it.
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
  if (!simd || rank === 0 || rank > 4 || !(x.dtype === 'float32' || x.dtype === 'int32')) return undefined;
  const [begin, size] = tf.slice_util.parseSliceParams(x, attrs.begin, attrs.size) as [number[], number[]];
  tf.slice_util.assertParamsValid(x as tf.Tensor, begin, size);
  const out = wasm.makeOutput(size, x.dtype);
  if (tf.util.sizeFromShape(size) === 0) return out;
  const fill = (values: number[], value: number) => [...Array(4 - rank).fill(value), ...values] as number[];
  const [, columns, pixels, channels] = fill(x.shape, 1) as [number, number, number, number];
  const pitches = [columns * pixels * channels, pixels * channels, channels, 1].map((pitch) => pitch * BYTES);
  const start = fill(begin, 0).reduce((sum, first, axis) => sum + first * pitches[axis]!, pointer(wasm, x));
  const counts = fill(size, 1);
  // The whole of the last axis of neighbouring pixels is one run.
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
    run * BYTES,
    pointer(wasm, out),
  );
  return out;
}
