import * as tf from '@tensorflow/tfjs-core';
import { composedConv2DBackpropFilter } from '../conv2d-backprop-filter';
import { composedConv2DBackpropInput } from '../conv2d-backprop-input';
import { registerAccelerated } from '../register';
import { transposedMatMul } from '../transposed-mat-mul';
import './norm/batch-norm-layer';
import './relu-gradient';
import { simdConv2D } from './convolution/conv2d';
import { simdConv2DBackpropFilter } from './convolution/conv2d-backprop-filter';
import { simdConv2DBackpropInput } from './convolution/conv2d-backprop-input';
import { simdFusedConv2D } from './convolution/fused-conv2d';
import { withFallback } from './fallback';
import { sharedIdentity } from './identity';
import { simdFusedBatchNorm } from './norm/batch-norm';
import { simdSlice } from './slice';
import { simdSpatialMean } from './spatial-mean';

registerAccelerated({
  kernels: [
    withFallback(tf.BatchMatMul, transposedMatMul),
    withFallback(tf.Conv2D, simdConv2D),
    withFallback(tf.FusedBatchNorm, simdFusedBatchNorm),
    withFallback(tf.Identity, sharedIdentity),
    withFallback(tf.Mean, simdSpatialMean),
    withFallback(tf.Slice, simdSlice),
    withFallback(tf.FusedConv2D, simdFusedConv2D),
    withFallback(tf.Conv2DBackpropFilter, simdConv2DBackpropFilter, composedConv2DBackpropFilter),
    withFallback(tf.Conv2DBackpropInput, simdConv2DBackpropInput, composedConv2DBackpropInput),
  ],
});
