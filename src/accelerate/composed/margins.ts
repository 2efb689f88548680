import * as tf from '@tensorflow/tfjs-core';
import type { RunKernel } from './compose-kernels';

/** How many rows (or columns) of zeros are added before the first and after the last; a negative number takes rows away. */
export type Margin = readonly [before: number, after: number];

/** Explicit padding of an NHWC convolution. */
export type ExplicitPadding = [[0, 0], [number, number], [number, number], [0, 0]];

/**
 * Takes away the rows and columns that negative margins say. What the positive ones add is left to the convolution that
 * follows, as its padding.
 *
 * @param x `[batch, height, width, channels]`.
 * @returns the cropped `x` (or `x` itself) and that padding; undefined if nothing of `x` is left, so that its convolution
 * is zero whatever the filter.
 */
export function cropMargins(
  run: RunKernel,
  x: tf.TensorInfo,
  vertical: Margin,
  horizontal: Margin,
): [x: tf.TensorInfo, pad: ExplicitPadding] | undefined {
  const pad: ExplicitPadding = [[0, 0], padding(vertical), padding(horizontal), [0, 0]];
  const [top, bottom] = crop(vertical);
  const [left, right] = crop(horizontal);
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const size = [batch, height - top - bottom, width - left - right, channels];
  if (size.some((length) => length <= 0)) return undefined;
  if (top + bottom + left + right === 0) return [x, pad];
  return [run(tf.Slice, { x }, { begin: [0, top, left, 0], size }), pad];
}

/**
 * Dilates `x` by the strides: puts `stride − 1` zeros after every row and column,
 * `[batch, h, w, c]` → `[batch, h·strideHeight, w·strideWidth, c]`.
 */
function dilate(run: RunKernel, x: tf.TensorInfo, strideHeight: number, strideWidth: number): tf.TensorInfo {
  if (strideHeight === 1 && strideWidth === 1) return x;
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const rows = run(tf.Reshape, { x }, { shape: [batch * height, 1, width, channels] });
  const paddings = [
    [0, 0],
    [0, strideHeight - 1],
    [0, 0],
    [0, (strideWidth - 1) * channels],
  ];
  const spread = run(tf.PadV2, { x: rows }, { paddings, constantValue: 0 });
  return run(
    tf.Reshape,
    { x: spread },
    { shape: [batch, height * strideHeight, width * strideWidth, channels] },
  );
}

/**
 * The margins that the dilated upstream gradient of a convolution needs, so that convolving it by the rotated filter
 * gives the size of the convolution's input.
 *
 * @returns the vertical and the horizontal margin.
 */
function inputGradientMargins(conv: tf.backend_util.Conv2DInfo): [vertical: Margin, horizontal: Margin] {
  const margin = (input: number, dilated: number, filter: number, padBefore: number): Margin => {
    const before = filter - 1 - padBefore;
    return [before, input - dilated - before + filter - 1];
  };
  return [
    margin(conv.inHeight, conv.outHeight * conv.strideHeight, conv.effectiveFilterHeight, conv.padInfo.top),
    margin(conv.inWidth, conv.outWidth * conv.strideWidth, conv.effectiveFilterWidth, conv.padInfo.left),
  ];
}

/**
 * The upstream gradient of a convolution, dilated by the strides, with the margins that make its convolution by the
 * rotated filter as large as the input.
 *
 * @param dy `[batch, outHeight, outWidth, channels]`.
 * @returns as {@link cropMargins}.
 */
export function placeUpstream(
  run: RunKernel,
  dy: tf.TensorInfo,
  conv: tf.backend_util.Conv2DInfo,
): [x: tf.TensorInfo, pad: ExplicitPadding] | undefined {
  const dilated = dilate(run, dy, conv.strideHeight, conv.strideWidth);
  return cropMargins(run, dilated, ...inputGradientMargins(conv));
}

/**
 * The margins that the input of a convolution needs, so that convolving it by the upstream gradient, dilated by the
 * strides, gives the size of the filter.
 *
 * @returns the vertical and the horizontal margin.
 */
export function filterGradientMargins(
  conv: tf.backend_util.Conv2DInfo,
): [vertical: Margin, horizontal: Margin] {
  const margin = (input: number, output: number, stride: number, filter: number, before: number): Margin => [
    before,
    (output - 1) * stride + filter - input - before,
  ];
  return [
    margin(conv.inHeight, conv.outHeight, conv.strideHeight, conv.effectiveFilterHeight, conv.padInfo.top),
    margin(conv.inWidth, conv.outWidth, conv.strideWidth, conv.effectiveFilterWidth, conv.padInfo.left),
  ];
}

function padding([before, after]: Margin): [number, number] {
  return [Math.max(before, 0), Math.max(after, 0)];
}

function crop([before, after]: Margin): [number, number] {
  return [Math.max(-before, 0), Math.max(-after, 0)];
}
