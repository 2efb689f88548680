import * as tf from '@tensorflow/tfjs-core';
import { FLOAT_BYTES, LANES } from '../../simd-sizes';
import { type ConvolutionAttributes, convolutionInfo } from '../convolution-info';
import type { KernelArguments } from '../kernel-arguments';
import { withScratch } from './scratch';
import { simdModule } from './simd-module';
import { pointer, type WasmBackend } from './wasm-backend';

/**
 * `DepthwiseConv2dNativeBackpropFilter`, the gradient of a depthwise convolution with respect to its filter: each image is
 * multiplied by its upstream gradient, moved by each tap of the filter.
 *
 * @returns undefined where there are several output channels for an input channel, the number of channels is no multiple of
 * four, and without SIMD.
 */
export function simdDepthwiseBackpropFilter({
  inputs: { x, dy },
  backend,
  attrs,
}: KernelArguments<'x' | 'dy', tf.DepthwiseConv2dNativeBackpropFilterAttrs>): tf.TensorInfo | undefined {
  const conv = depthwiseInfo(x.shape, attrs.filterShape, attrs, dy, x);
  const wasm = backend as WasmBackend;
  const simd = simdModule(wasm);
  if (!simd || !conv) return undefined;
  const out = wasm.makeOutput(attrs.filterShape, 'float32');
  return orDispose(wasm, out, () => {
    const [images, upstream, filter] = [pointer(wasm, x), pointer(wasm, dy), pointer(wasm, out)];
    simd.clear(filter, tf.util.sizeFromShape(attrs.filterShape) * FLOAT_BYTES);
    forEachImage(wasm, conv, ({ padded, paddedHeight, paddedWidth, source, gradient }) => {
      const { inHeight, inWidth, inChannels, padInfo, outHeight, outWidth } = conv;
      const { top, left } = padInfo;
      simd.padImage(
        ...([images + source, inHeight, inWidth, inChannels, -top] as const),
        ...([padded, paddedHeight, paddedWidth, inChannels, left] as const),
        1,
      );
      simd.depthwiseFilterGradient(
        ...([padded, paddedWidth, inChannels, upstream + gradient, outHeight, outWidth] as const),
        ...taps(conv),
        filter,
      );
    });
  });
}

/**
 * `DepthwiseConv2dNativeBackpropInput` for strides above 1: the upstream gradient times each tap of the filter, added up where
 * the taps overlap. For strides of 1 the composed form, one stock convolution, is faster.
 *
 * @returns undefined as {@link simdDepthwiseBackpropFilter}, and for strides of 1.
 */
export function simdDepthwiseBackpropInput({
  inputs: { dy, filter },
  backend,
  attrs,
}: KernelArguments<'dy' | 'filter', tf.DepthwiseConv2dNativeBackpropInputAttrs>): tf.TensorInfo | undefined {
  const conv = depthwiseInfo(attrs.inputShape, filter.shape, attrs, dy, filter);
  const wasm = backend as WasmBackend;
  const simd = simdModule(wasm);
  if (!simd || !conv || (conv.strideHeight === 1 && conv.strideWidth === 1)) return undefined;
  const out = wasm.makeOutput(attrs.inputShape, 'float32');
  return orDispose(wasm, out, () => {
    const [upstream, weights, images] = [pointer(wasm, dy), pointer(wasm, filter), pointer(wasm, out)];
    forEachImage(wasm, conv, ({ padded, paddedHeight, paddedWidth, source, gradient }) => {
      const { inHeight, inWidth, inChannels, padInfo, outHeight, outWidth } = conv;
      simd.clear(padded, paddedHeight * paddedWidth * inChannels * FLOAT_BYTES);
      simd.depthwiseInputGradient(
        ...([upstream + gradient, outHeight, outWidth, inChannels, weights] as const),
        ...taps(conv),
        ...([padded, paddedWidth] as const),
      );
      const inside = padded + (padInfo.top * paddedWidth + padInfo.left) * inChannels * FLOAT_BYTES;
      simd.cropImage(inside, paddedWidth, inChannels, images + source, inHeight, inWidth, inChannels);
    });
  });
}

/** The sizes of a depthwise convolution whose gradients the SIMD kernels compute, undefined for every other one. */
function depthwiseInfo(
  inputShape: number[],
  filterShape: number[],
  attributes: ConvolutionAttributes,
  dy: tf.TensorInfo,
  operand: tf.TensorInfo,
): tf.backend_util.Conv2DInfo | undefined {
  if (attributes.dataFormat === 'NCHW' || dy.dtype !== 'float32' || operand.dtype !== 'float32')
    return undefined;
  const conv = convolutionInfo(inputShape, filterShape, attributes, true);
  const { inChannels, outChannels, padInfo } = conv;
  const { top, bottom, left, right } = padInfo;
  const suits =
    tf.util.arraysEqual(dy.shape, conv.outShape) &&
    inChannels % LANES === 0 &&
    outChannels === inChannels &&
    Math.min(top, bottom, left, right) >= 0 &&
    tf.util.sizeFromShape(conv.inShape) > 0 &&
    tf.util.sizeFromShape(conv.outShape) > 0;
  return suits ? conv : undefined;
}

/** The arguments that both kernels have in common. */
function taps(conv: tf.backend_util.Conv2DInfo) {
  const { strideHeight, strideWidth, filterHeight, filterWidth, dilationHeight, dilationWidth } = conv;
  return [strideHeight, strideWidth, filterHeight, filterWidth, dilationHeight, dilationWidth] as const;
}

/** Scratch memory for an image with margins, and where an image and its upstream gradient begin, in bytes from the first. */
interface PaddedImage {
  padded: number;
  paddedHeight: number;
  paddedWidth: number;
  source: number;
  gradient: number;
}

function forEachImage(
  wasm: WasmBackend,
  conv: tf.backend_util.Conv2DInfo,
  use: (image: PaddedImage) => void,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = conv;
  const { strideHeight, strideWidth, effectiveFilterHeight, effectiveFilterWidth } = conv;
  // Rows below the last that a filter reads are there for the image itself, where it is to be copied whole.
  const paddedHeight = Math.max(
    (outHeight - 1) * strideHeight + effectiveFilterHeight,
    padInfo.top + inHeight,
  );
  const paddedWidth = Math.max((outWidth - 1) * strideWidth + effectiveFilterWidth, padInfo.left + inWidth);
  const pixel = inChannels * FLOAT_BYTES;
  withScratch(wasm, { padded: paddedHeight * paddedWidth * pixel }, ({ padded }) => {
    for (let n = 0; n < batchSize; n++) {
      const source = n * inHeight * inWidth * pixel;
      const gradient = n * outHeight * outWidth * pixel;
      use({ padded, paddedHeight, paddedWidth, source, gradient });
    }
  });
}

/** Fills an output; where that fails, frees it. */
function orDispose(wasm: WasmBackend, out: tf.TensorInfo, fill: () => void): tf.TensorInfo {
  try {
    fill();
    return out;
  } catch (error) {
    wasm.disposeData(out.dataId);
    throw error;
  }
}
