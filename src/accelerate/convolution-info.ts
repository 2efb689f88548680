import * as tf from '@tensorflow/tfjs-core';

/** What the attributes of the kernels of 2-D convolutions say of its geometry. */
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
 * @param inputShape and `filterShape` as in {@link convolutionInfo}.
 * @param dy the upstream gradient.
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
