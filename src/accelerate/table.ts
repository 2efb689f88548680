import * as tf from '@tensorflow/tfjs-core';
import { composedAdamWUpdate } from './composed/adam-w-update';
import { composedConv2DBackpropFilter } from './composed/conv2d-backprop-filter';
import { composedConv2DBackpropInput } from './composed/conv2d-backprop-input';
import { composedDepthwiseBackpropFilter } from './composed/depthwise-backprop-filter';
import { composedDepthwiseBackpropInput } from './composed/depthwise-backprop-input';
import { composedMovingStatistics } from './composed/moving-statistics';
import { composedSgdUpdate } from './composed/sgd-update';
import { sharedIdentity } from './composed/shared-identity';
import { transposedMatMul } from './composed/transposed-mat-mul';
import { composedUnsortedSegmentSum } from './composed/unsorted-segment-sum';
import { batchNormGradient } from './gradients/batch-norm-gradient';
import { batchNormTrainingGradient } from './gradients/batch-norm-training-gradient';
import { clipByValueGradient, clipGradientGradient, relu6Gradient } from './gradients/clip-gradients';
import { meanGradient, sumGradient } from './gradients/reduction-gradients';
import { reluGradient, reluGradientGradient } from './gradients/relu-gradient';
import {
  ADAM_W_UPDATE,
  BATCH_NORM_TRAINING,
  BATCH_NORM_TRAINING_GRADIENT,
  CLIP_GRADIENT,
  MOVING_STATISTICS,
  RELU_GRADIENT,
  SGD_UPDATE,
} from './kernel-names';
import type { KernelRow } from './kernel-row';
import { patchBatchNormalization } from './layer-patches/batch-normalization';
import { simdAdamWUpdate } from './simd/adam-w-update';
import { simdAveragePoolGradient } from './simd/average-pool-gradient';
import { simdBatchNormTraining, simdBatchNormTrainingGradient, simdFusedBatchNorm } from './simd/batch-norm';
import { simdClipGradient } from './simd/clip-gradient';
import { simdConv2D } from './simd/convolution/conv2d';
import { simdConv2DBackpropFilter } from './simd/convolution/conv2d-backprop-filter';
import { simdConv2DBackpropInput } from './simd/convolution/conv2d-backprop-input';
import { simdFusedConv2D } from './simd/convolution/fused-conv2d';
import { simdDepthwiseBackpropFilter, simdDepthwiseBackpropInput } from './simd/depthwise-gradients';
import { simdReluGradient } from './simd/relu-gradient';
import { simdSgdUpdate } from './simd/sgd-update';
import { simdSlice } from './simd/slice';
import { simdSpatialMean } from './simd/spatial-mean';

// All that `mbib/accelerate` puts in place of what tfjs has, or adds to it. `register.ts` installs it; no other file registers
// anything, so that the order of imports is of no consequence.

/** The kernels of the wasm backend, each once. Where both forms leave one undone, the stock kernel runs. */
export const kernelRows: readonly KernelRow[] = [
  { kernelName: tf.AvgPoolGrad, simd: simdAveragePoolGradient },
  { kernelName: tf.BatchMatMul, composed: transposedMatMul },
  { kernelName: tf.Conv2D, simd: simdConv2D },
  {
    kernelName: tf.Conv2DBackpropFilter,
    simd: simdConv2DBackpropFilter,
    composed: composedConv2DBackpropFilter,
  },
  {
    kernelName: tf.Conv2DBackpropInput,
    simd: simdConv2DBackpropInput,
    composed: composedConv2DBackpropInput,
  },
  {
    kernelName: tf.DepthwiseConv2dNativeBackpropFilter,
    simd: simdDepthwiseBackpropFilter,
    composed: composedDepthwiseBackpropFilter,
  },
  {
    kernelName: tf.DepthwiseConv2dNativeBackpropInput,
    simd: simdDepthwiseBackpropInput,
    composed: composedDepthwiseBackpropInput,
  },
  { kernelName: tf.FusedBatchNorm, simd: simdFusedBatchNorm },
  { kernelName: tf.FusedConv2D, simd: simdFusedConv2D },
  { kernelName: tf.Identity, composed: sharedIdentity },
  { kernelName: tf.Mean, simd: simdSpatialMean },
  { kernelName: tf.Slice, simd: simdSlice },
  { kernelName: tf.UnsortedSegmentSum, composed: composedUnsortedSegmentSum },
  { kernelName: BATCH_NORM_TRAINING, simd: simdBatchNormTraining },
  { kernelName: BATCH_NORM_TRAINING_GRADIENT, simd: simdBatchNormTrainingGradient },
  { kernelName: CLIP_GRADIENT, simd: simdClipGradient },
  { kernelName: MOVING_STATISTICS, composed: composedMovingStatistics },
  { kernelName: RELU_GRADIENT, simd: simdReluGradient },
  { kernelName: ADAM_W_UPDATE, simd: simdAdamWUpdate, composed: composedAdamWUpdate },
  { kernelName: SGD_UPDATE, simd: simdSgdUpdate, composed: composedSgdUpdate },
];

/** The gradients of kernels, on every backend; each names the kernel that it is the gradient of. */
export const gradients: readonly tf.GradConfig[] = [
  batchNormGradient,
  batchNormTrainingGradient,
  clipByValueGradient,
  clipGradientGradient,
  meanGradient,
  relu6Gradient,
  reluGradient,
  reluGradientGradient,
  sumGradient,
];

/** Functions that replace methods of tfjs-layers, each to be called once. */
export const layerPatches: readonly (() => void)[] = [patchBatchNormalization];
