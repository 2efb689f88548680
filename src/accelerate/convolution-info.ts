import * as tf from '@tensorflow/tfjs-core';

interface ConvolutionAttributes {
  strides: [number, number] | number;
  dilations?: [number, number] | number | null;
  pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dataFormat?: 'NHWC' | 'NCHW';
}

/**
 * The sizes, strides and padding of a convolution whose gradient a kernel computes.
 *
 * @param kernelName the kernel, for the error.
 * @param inputShape `[batch, height, width, channels]`.
 * @param filterShape `[height, width, in, out]`, for a depthwise convolution `[height, width, in, multiplier]`.
 * @throws if `dataFormat` is NCHW.
 */
export function channelsLastConvolution(
  kernelName: string,
  inputShape: number[],
  filterShape: number[],
  attributes: ConvolutionAttributes,
  depthwise = false,
): tf.backend_util.Conv2DInfo {
  const { strides, dilations, pad, dimRoundingMode, dataFormat } = attributes;
  if (dataFormat === 'NCHW') {
    throw new Error(
      `${kernelName} on wasm: dataFormat is 'NCHW', but the wasm backend convolves only 'NHWC'; ` +
        `give the layers dataFormat: 'channelsLast'.`,
    );
  }
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
