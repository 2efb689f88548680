import type * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type KernelRow, kernelOf } from '../../src/accelerate/kernel-row';
import { gradients, kernelRows, layerPatches } from '../../src/accelerate/table';

describe('the table of mbib/accelerate', () => {
  it('says which forms each kernel has', () => {
    const forms = kernelRows.map(({ kernelName, simd, composed }) => [
      kernelName,
      simd?.name ?? '',
      composed?.name ?? '',
    ]);
    expect(forms).toEqual([
      ['AvgPoolGrad', 'simdAveragePoolGradient', ''],
      ['BatchMatMul', '', 'transposedMatMul'],
      ['Conv2D', 'simdConv2D', ''],
      ['Conv2DBackpropFilter', 'simdConv2DBackpropFilter', 'composedConv2DBackpropFilter'],
      ['Conv2DBackpropInput', 'simdConv2DBackpropInput', 'composedConv2DBackpropInput'],
      [
        'DepthwiseConv2dNativeBackpropFilter',
        'simdDepthwiseBackpropFilter',
        'composedDepthwiseBackpropFilter',
      ],
      ['DepthwiseConv2dNativeBackpropInput', 'simdDepthwiseBackpropInput', 'composedDepthwiseBackpropInput'],
      ['FusedBatchNorm', 'simdFusedBatchNorm', ''],
      ['FusedConv2D', 'simdFusedConv2D', ''],
      ['Identity', '', 'sharedIdentity'],
      ['Mean', 'simdSpatialMean', ''],
      ['Slice', 'simdSlice', ''],
      ['UnsortedSegmentSum', '', 'composedUnsortedSegmentSum'],
      ['BatchNormTraining', 'simdBatchNormTraining', ''],
      ['BatchNormTrainingGradient', 'simdBatchNormTrainingGradient', ''],
      ['ClipGradient', 'simdClipGradient', ''],
      ['MovingStatistics', '', 'composedMovingStatistics'],
      ['ReluGradient', 'simdReluGradient', ''],
      ['AdamWUpdate', 'simdAdamWUpdate', 'composedAdamWUpdate'],
      ['SgdUpdate', 'simdSgdUpdate', 'composedSgdUpdate'],
    ]);
    expect(layerPatches.map(({ name }) => name)).toEqual(['patchBatchNormalization']);
  });

  it('has each kernel and each gradient once, so that none shadows another', () => {
    for (const part of [kernelRows, gradients]) {
      const names = part.map(({ kernelName }) => kernelName);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});

describe('the kernel of a row', () => {
  const info = (name: string) => ({ dataId: { name }, shape: [], dtype: 'float32' as const });
  const args = { inputs: {}, backend: {}, attrs: {} };
  const stock = (): tf.KernelConfig => ({
    kernelName: 'K',
    backendName: 'wasm',
    kernelFunc: () => info('stock'),
  });
  const run = (row: Omit<KernelRow, 'kernelName'>, replaced: () => tf.KernelConfig | undefined) =>
    kernelOf({ kernelName: 'K', ...row }, replaced).kernelFunc(args);

  it('runs the SIMD form, else the composed one, else the stock kernel', () => {
    const simd = () => info('simd');
    const composed = () => info('composed');
    const none = () => undefined;
    expect(run({ simd, composed }, stock)).toEqual(info('simd'));
    expect(run({ simd: none, composed }, stock)).toEqual(info('composed'));
    expect(run({ composed }, stock)).toEqual(info('composed'));
    expect(run({ simd: none, composed: none }, stock)).toEqual(info('stock'));
    expect(run({}, stock)).toEqual(info('stock'));
  });

  it('says what to import where there is none of the three', () => {
    expect(() => run({}, () => undefined)).toThrow("'K' is missing: import @tensorflow/tfjs-backend-wasm");
  });
});
