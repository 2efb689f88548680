import * as tf from '@tensorflow/tfjs-core';
import { composedConv2DBackpropFilter } from '../conv2d-backprop-filter';
import { composedConv2DBackpropInput } from '../conv2d-backprop-input';
import { registerAccelerated } from '../register';
import { transposedMatMul } from '../transposed-mat-mul';
import './batch-norm-layer';
import './relu-gradient';
import { simdFusedBatchNorm } from './batch-norm';
import { simdConv2D } from './conv2d';
import { simdConv2DBackpropFilter } from './conv2d-backprop-filter';
import { simdConv2DBackpropInput } from './conv2d-backprop-input';
import { withFallback } from './fallback';
import { simdFusedConv2D } from './fused-conv2d';
import { sharedIdentity } from './identity';
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
