import * as tf from '@tensorflow/tfjs-core';

/** The attributes that kernels of 2-D convolutions have in common. */
export interface ConvolutionAttributes {
  strides: [number, number] | number;
  dilations?: [number, number] | number | null;
  pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dataFormat?: 'NHWC' | 'NCHW';
}

/**
 * The sizes, strides and padding of a convolution, channels last.
 *
 * @param inputShape `[batch, height, width, channels]`.
 * @param filterShape `[height, width, in, out]`, for a depthwise convolution `[height, width, in, multiplier]`.
 */
export function convolutionInfo(
  inputShape: number[],
  filterShape: number[],
  { strides, dilations, pad, dimRoundingMode }: ConvolutionAttributes,
  depthwise = false,
): tf.backend_util.Conv2DInfo {
  return tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
  );
}

/**
 * The sizes, strides and padding of a convolution whose gradient a kernel computes.
 *
 * @param kernelName the kernel, for the error.
 * @param inputShape as in {@link convolutionInfo}, and so is `filterShape`.
 * @param dy the upstream gradient: that of the loss with respect to the output of the convolution.
 * @throws if `dataFormat` is NCHW, or `dy` has another shape than the convolution's output.
 */
export function gradientConvolutionInfo(
  kernelName: string,
  inputShape: number[],
  filterShape: number[],
  dy: tf.TensorInfo,
  attributes: ConvolutionAttributes,
  depthwise = false,
): tf.backend_util.Conv2DInfo {
  if (attributes.dataFormat === 'NCHW') {
    throw new Error(
      `${kernelName} on wasm: dataFormat is 'NCHW', but the wasm backend convolves only 'NHWC'; ` +
        `give the layers dataFormat: 'channelsLast'.`,
    );
  }
  const conv = convolutionInfo(inputShape, filterShape, attributes, depthwise);
  if (!tf.util.arraysEqual(dy.shape, conv.outShape)) {
    throw new Error(
      `${kernelName}: the gradient (for a transposed convolution the input) has shape [${dy.shape}], but an image ` +
        `of shape [${inputShape}] convolved by a filter of shape [${filterShape}] has shape [${conv.outShape}].`,
    );
  }
  return conv;
}
