import * as tf from '@tensorflow/tfjs-core';

type Attributes = Pick<tf.Conv2DAttrs, 'strides' | 'pad' | 'dimRoundingMode'> & {
  dilations?: [number, number] | number | null;
  dataFormat?: 'NHWC' | 'NCHW';
};

/**
 * The sizes of a convolution that the SIMD kernels compute: channels last, one group, no dilation, float32, not empty.
 *
 * @returns undefined for every other convolution.
 */
export function convolutionInfo(
  inputShape: number[],
  filterShape: number[],
  attributes: Attributes,
  ...tensors: tf.TensorInfo[]
): tf.backend_util.Conv2DInfo | undefined {
  const { strides, dilations, pad, dimRoundingMode, dataFormat } = attributes;
  if (dataFormat === 'NCHW' || inputShape.length !== 4 || filterShape[2] !== inputShape[3]) return undefined;
  if (tensors.some(({ dtype }) => dtype !== 'float32')) return undefined;
  const conv = tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
  );
  const { top, bottom, left, right } = conv.padInfo;
  const suits =
    conv.dilationHeight === 1 &&
    conv.dilationWidth === 1 &&
    Math.min(top, bottom, left, right) >= 0 &&
    tf.util.sizeFromShape(conv.inShape) > 0 &&
    tf.util.sizeFromShape(conv.outShape) > 0;
  return suits ? conv : undefined;
}

/** Whether Winograd's F(4×4, 3×3) computes it: 3×3, stride 1, at most two zeros of padding a side. */
export function suitsWinograd(conv: tf.backend_util.Conv2DInfo): boolean {
  const { top, bottom, left, right } = conv.padInfo;
  return (
    conv.filterHeight === 3 &&
    conv.filterWidth === 3 &&
    conv.strideHeight === 1 &&
    conv.strideWidth === 1 &&
    Math.max(top, bottom, left, right) <= 2 &&
    conv.outHeight === conv.inHeight + top + bottom - 2 &&
    conv.outWidth === conv.inWidth + left + right - 2
  );
}
