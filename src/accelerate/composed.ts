import * as tf from '@tensorflow/tfjs-core';
import { batchNormGradient } from './batch-norm-gradient';
import { composedConv2DBackpropFilter } from './conv2d-backprop-filter';
import { composedConv2DBackpropInput } from './conv2d-backprop-input';
import { composedDepthwiseBackpropFilter } from './depthwise-backprop-filter';
import { composedDepthwiseBackpropInput } from './depthwise-backprop-input';
import { meanGradient, sumGradient } from './reduction-gradients';
import { registerAccelerated } from './register';
import { composedUnsortedSegmentSum } from './unsorted-segment-sum';

const kernels = {
  [tf.Conv2DBackpropFilter]: composedConv2DBackpropFilter,
  [tf.Conv2DBackpropInput]: composedConv2DBackpropInput,
  [tf.DepthwiseConv2dNativeBackpropFilter]: composedDepthwiseBackpropFilter,
  [tf.DepthwiseConv2dNativeBackpropInput]: composedDepthwiseBackpropInput,
  [tf.UnsortedSegmentSum]: composedUnsortedSegmentSum,
};

registerAccelerated({
  kernels: Object.entries(kernels).map(([kernelName, kernelFunc]) => ({
    kernelName,
    backendName: 'wasm',
    kernelFunc: kernelFunc as unknown as tf.KernelFunc,
  })),
  gradients: [batchNormGradient, sumGradient, meanGradient],
});
