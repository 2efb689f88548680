import * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from '../kernel-arguments';

/**
 * `UnsortedSegmentSum`, the gradient of `tf.gather`: sums the slices of `x` (its parts along the first axis) that have the
 * same segment id, in JavaScript, in one pass over `x`. A slice whose id is outside `0..numSegments − 1` is left out.
 *
 * @param args inputs `x` `[n, ...]` and `segmentIds` int32 `[n]`; attribute `numSegments`.
 * @returns `[numSegments, ...]`, of the type of `x`.
 * @throws if `segmentIds` is not one-dimensional, or does not hold one id for each slice.
 */
export function composedUnsortedSegmentSum(
  args: KernelArguments<'x' | 'segmentIds', tf.UnsortedSegmentSumAttrs>,
): tf.TensorInfo {
  const { x, segmentIds } = args.inputs;
  const { numSegments } = args.attrs;
  const [slices = 0, ...sliceShape] = x.shape;
  if (segmentIds.shape.length !== 1 || segmentIds.shape[0] !== slices) {
    throw new Error(
      `UnsortedSegmentSum: segmentIds has shape [${segmentIds.shape}], but x has shape [${x.shape}]; ` +
        `give one id for each of its ${slices} slices.`,
    );
  }
  const backend = args.backend as tf.KernelBackend;
  const values = backend.readSync(x.dataId) as Float32Array | Int32Array;
  const ids = backend.readSync(segmentIds.dataId) as Int32Array;
  const sliceSize = tf.util.sizeFromShape(sliceShape);
  const sums =
    x.dtype === 'int32' ? new Int32Array(numSegments * sliceSize) : new Float32Array(numSegments * sliceSize);
  for (let slice = 0; slice < slices; slice++) {
    const id = ids[slice]!;
    if (id < 0 || id >= numSegments) continue;
    for (let from = slice * sliceSize, to = id * sliceSize; from < (slice + 1) * sliceSize; from++, to++) {
      sums[to]! += values[from]!;
    }
  }
  const shape = [numSegments, ...sliceShape];
  return { dataId: backend.write(sums, shape, x.dtype), shape, dtype: x.dtype };
}
